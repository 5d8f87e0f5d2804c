/* eslint-disable no-control-regex -- signatures of files are full of control characters */

/** The formats that are decoded, in Node as in a browser. */
export const pictureFormats = ['JPEG', 'PNG', 'WebP'] as const;
export type PictureFormat = (typeof pictureFormats)[number];

/**
 * The format that a file's first bytes announce. Names and MIME types are not asked: they are often wrong.
 *
 * @param bytes the file, or its first 512 bytes
 * @returns its usual name, also of formats that are not decoded, or undefined
 */
export function sniffFormat(bytes: Uint8Array): string | undefined {
  const head = String.fromCharCode(...bytes.subarray(0, 512));
  return signatures.find(([, pattern]) => pattern.test(head))?.[0];
}

/** Over the first bytes as Latin-1. More than pictures: what people mistake for one gets its name into the error. */
const signatures: readonly (readonly [string, RegExp])[] = [
  ['JPEG', /^\xff\xd8\xff/],
  ['PNG', /^\x89PNG\r\n\x1a\n/],
  ['WebP', /^RIFF[^]{4}WEBP/],
  ['GIF', /^GIF8[79]a/],
  ['AVIF', /^[^]{4}ftypavi[fs]/],
  ['HEIC', /^[^]{4}ftyp(hei[cxms]|hev[cxms]|mif1|msf1)/],
  ['camera raw', /^(II\*\0[^]{4}CR|[^]{4}ftypcrx|FUJIFILMCCD-RAW|IIR[OS]|IIU\0)/],
  ['TIFF', /^(II[*+]\0|MM\0[*+])/],
  ['BMP', /^BM[^]{4}\0\0\0\0/],
  ['SVG', /^(\xef\xbb\xbf)?\s*(<\?xml[^]*|<!--[^]*|<!DOCTYPE svg[^]*)?<svg[\s>]/i],
  ['PDF', /^%PDF-/],
  ['JPEG XL', /^(\xff\x0a|\0\0\0\x0cJXL \r\n)/],
  ['JPEG 2000', /^(\0\0\0\x0cjP {2}\r\n|\xff\x4f\xff\x51)/],
  ['DICOM', /^[^]{128}DICM/],
  ['Photoshop', /^8BPS/],
  ['icon', /^\0\0[\x01\x02]\0/],
  ['video', /^[^]{4}ftyp/],
  ['HTML', /^(\xef\xbb\xbf)?\s*<(!DOCTYPE html|html)[\s>]/i],
  ['ZIP', /^PK\x03\x04/],
];
