import type { HostTensor } from '@graftjs/core';
import { bytesOf, GraftError } from '@graftjs/core';
import type { ByteSource } from '../source/byte-source.js';
import { byteSource, joinedSource } from '../source/byte-source.js';
import { messageTypes } from './object-header.js';
import { HDF5_SIGNATURE } from './superblock.js';

/** A group to be written: members by name, a tensor becoming a data set. */
export interface GroupToWrite {
  readonly members: ReadonlyMap<string, GroupToWrite | HostTensor>;
  /** One text, or a list of them, by name. Default: none. */
  readonly attributes?: Readonly<Record<string, string | readonly string[]>>;
}

interface Item {
  readonly node: GroupToWrite | HostTensor;
  /** Bytes of its header. */
  readonly size: number;
  address: number;
  /** Where its values begin, for a tensor that has any. */
  data: number | undefined;
}

const SUPERBLOCK_BYTES = 96;
const LONGEST_MESSAGE = 0xffff - 7;
const UNDEFINED_ADDRESS = 0xffff_ffff_ffff_ffffn;

/**
 * Lays out an HDF5 file of groups and uncompressed data sets that every library since HDF5 1.8 reads. The same tree always
 * gives the same bytes.
 *
 * @returns the file, to be read from; the tensors are not copied and may not change meanwhile
 * @throws GraftError 'hdf5-too-large' for a name or attribute beyond 64 kB
 * @see HDF5 File Format Specification 3.0
 */
export function writeHdf5(root: GroupToWrite): ByteSource {
  const items = new Map<GroupToWrite | HostTensor, Item>();
  const noAddress = (): undefined => undefined;
  const measure = (node: GroupToWrite | HostTensor): void => {
    const size = encodeHeader(node, noAddress, undefined).length;
    items.set(node, { node, size, address: 0, data: undefined });
    if ('members' in node) for (const member of node.members.values()) measure(member);
  };
  measure(root);

  let end = SUPERBLOCK_BYTES;
  for (const item of items.values()) {
    item.address = end;
    end += item.size;
  }
  const headersEnd = end;
  for (const item of items.values()) {
    if ('members' in item.node || item.node.data.byteLength === 0) continue;
    item.data = end;
    end += align(item.node.data.byteLength);
  }

  const addressOf = (node: GroupToWrite | HostTensor): number | undefined => items.get(node)?.address;
  const head = new Uint8Array(headersEnd);
  head.set(encodeSuperblock(addressOf(root) ?? 0, end));
  const parts: Uint8Array[] = [head];
  for (const { node, address, data } of items.values()) {
    head.set(encodeHeader(node, addressOf, data), address);
    if (data === undefined || 'members' in node) continue;
    const bytes = bytesOf(node);
    parts.push(bytes, new Uint8Array(align(bytes.length) - bytes.length));
  }
  return joinedSource(parts.map(byteSource));
}

type AddressOf = (node: GroupToWrite | HostTensor) => number | undefined;

function encodeSuperblock(root: number, end: number): Uint8Array {
  const out = writer();
  out.bytes(HDF5_SIGNATURE);
  out.bytes([0, 0, 0, 0, 0, 8, 8, 0]);
  out.whole(4, 2).whole(16, 2).whole(0, 4);
  out.whole(0, 8).address(undefined).whole(end, 8).address(undefined);
  out.whole(0, 8).whole(root, 8).whole(0, 4).whole(0, 4).whole(0, 8).whole(0, 8);
  return out.finish();
}

/** An object header of version 1. */
function encodeHeader(node: GroupToWrite | HostTensor, addressOf: AddressOf, data: number | undefined): Uint8Array {
  const messages = 'members' in node ? groupMessages(node, addressOf) : datasetMessages(node, data);
  const body = messages.reduce((sum, message) => sum + message.length, 0);
  const out = writer();
  out.bytes([1, 0]).whole(messages.length, 2).whole(1, 4).whole(body, 4).whole(0, 4);
  for (const message of messages) out.bytes(message);
  return out.finish();
}

function groupMessages({ members, attributes = {} }: GroupToWrite, addressOf: AddressOf): Uint8Array[] {
  const links = [...members].map(([name, member]) => {
    const encoded = new TextEncoder().encode(name);
    const out = writer();
    // A name in UTF-8 of up to 65,535 bytes.
    out.bytes([1, 0x11, 1]).whole(encoded.length, 2).bytes(encoded).address(addressOf(member));
    return message(messageTypes.link, out.finish());
  });
  return [
    message(messageTypes.linkInfo, writer().bytes([0, 0]).address(undefined).address(undefined).finish()),
    message(GROUP_INFO, new Uint8Array(2)),
    ...links,
    ...Object.entries(attributes).map(([name, value]) => message(messageTypes.attribute, encodeAttribute(name, value))),
  ];
}

const GROUP_INFO = 0x0a;
const FILL_VALUE = 0x05;

function datasetMessages({ dtype, shape, data: values }: HostTensor, data: number | undefined): Uint8Array[] {
  return [
    message(messageTypes.dataspace, encodeShape(shape)),
    message(messageTypes.datatype, encodeType(dtype)),
    // Written late, only where set; and nothing is set.
    message(FILL_VALUE, Uint8Array.of(2, 2, 2, 1, 0, 0, 0, 0)),
    message(messageTypes.layout, writer().bytes([3, 1]).address(data).whole(values.byteLength, 8).finish()),
  ];
}

function encodeShape(shape: readonly number[]): Uint8Array {
  const out = writer().bytes([1, shape.length, 0, 0, 0, 0, 0, 0]);
  for (const length of shape) out.whole(length, 8);
  return out.finish();
}

function encodeType(dtype: HostTensor['dtype']): Uint8Array {
  switch (dtype) {
    case 'float32':
      return Uint8Array.of(0x11, 0x20, 31, 0, 4, 0, 0, 0, 0, 0, 32, 0, 23, 8, 0, 23, 127, 0, 0, 0);
    case 'float16':
      return Uint8Array.of(0x11, 0x20, 15, 0, 2, 0, 0, 0, 0, 0, 16, 0, 10, 5, 0, 10, 15, 0, 0, 0);
    case 'int32':
      return Uint8Array.of(0x10, 0x08, 0, 0, 4, 0, 0, 0, 0, 0, 32, 0);
  }
}

/** Texts of a fixed length in UTF-8, filled up with zeros. */
function encodeAttribute(name: string, value: string | readonly string[]): Uint8Array {
  const texts = (typeof value === 'string' ? [value] : value).map((text) => new TextEncoder().encode(text));
  const length = Math.max(1, ...texts.map((text) => text.length));
  const label = new TextEncoder().encode(`${name}\0`);
  const type = writer().bytes([0x13, 0x11, 0, 0]).whole(length, 4).finish();
  const shape = encodeShape(typeof value === 'string' ? [] : [value.length]);
  const out = writer().bytes([1, 0]).whole(label.length, 2).whole(type.length, 2).whole(shape.length, 2);
  out.padded(label).padded(type).padded(shape);
  for (const text of texts) out.bytes(text).bytes(new Uint8Array(length - text.length));
  return out.finish();
}

function message(type: number, body: Uint8Array): Uint8Array {
  if (body.length > LONGEST_MESSAGE) {
    throw new GraftError(
      'hdf5-too-large',
      `A name or attribute takes ${body.length} bytes; HDF5 allows ${LONGEST_MESSAGE}.`,
    );
  }
  return writer().whole(type, 2).whole(align(body.length), 2).whole(0, 4).padded(body).finish();
}

interface Writer {
  bytes(values: Iterable<number>): Writer;
  /** The bytes, and zeros up to a multiple of 8. */
  padded(values: Uint8Array): Writer;
  whole(value: number, bytes: 2 | 4 | 8): Writer;
  address(value: number | undefined): Writer;
  finish(): Uint8Array;
}

function writer(): Writer {
  const parts: number[] = [];
  const big = (value: bigint, bytes: number): Writer => {
    for (let at = 0n; at < bytes; at++) parts.push(Number((value >> (8n * at)) & 0xffn));
    return self;
  };
  const self: Writer = {
    bytes(values) {
      for (const value of values) parts.push(value);
      return self;
    },
    padded: (values) => self.bytes(values).bytes(new Uint8Array(align(values.length) - values.length)),
    whole: (value, bytes) => big(BigInt(value), bytes),
    address: (value) => big(value === undefined ? UNDEFINED_ADDRESS : BigInt(value), 8),
    finish: () => Uint8Array.from(parts),
  };
  return self;
}

function align(length: number): number {
  return Math.ceil(length / 8) * 8;
}
