import { texts } from '../texts.js';

/** Of a frame, in pixels: more than any backbone looks at. */
const LONGEST_SIDE = 640;
/** Of the JPEG, from 0 to 1. */
const QUALITY = 0.92;

/** A camera that is on. */
export interface OpenCamera {
  readonly stream: MediaStream;
  readonly deviceId: string | undefined;
  /** Whether it looks at whoever sits before it, who then expects a mirror. Frames are never mirrored. */
  readonly mirrored: boolean;
  /** What it sees now, as a JPEG of at most 640 pixels a side: as a picture file would be, so that both are seen alike. */
  grab(): Promise<File>;
  /** Turns it off; again does nothing. */
  close(): void;
}

/**
 * Asks for a camera and turns it on.
 *
 * @param deviceId of the camera that is wanted. Default: the one that the browser would take
 * @param onLost called where it is unplugged, or taken away by the browser
 * @throws Error that says why there is none, and what to do
 */
export async function openCamera(deviceId: string | undefined, onLost: () => void): Promise<OpenCamera> {
  // Not there at all where a page comes over plain http.
  const { mediaDevices } = navigator as { readonly mediaDevices?: MediaDevices };
  if (mediaDevices === undefined) throw new Error(texts.camera.insecure);
  const device = deviceId === undefined ? {} : { deviceId: { exact: deviceId } };
  const wanted = { video: { ...device, width: { ideal: LONGEST_SIDE } }, audio: false };
  const stream = await mediaDevices.getUserMedia(wanted).catch((cause: unknown) => {
    throw new Error(describeRefusal(cause), { cause });
  });
  const [track] = stream.getVideoTracks();
  const close = (): void => stream.getTracks().forEach((one) => one.stop());
  // Of its own, so that frames come whether or not anybody looks.
  const video = document.createElement('video');
  Object.assign(video, { muted: true, playsInline: true, srcObject: stream });
  track?.addEventListener('ended', onLost);
  try {
    await video.play();
  } catch (cause) {
    close();
    throw new Error(describeRefusal(cause), { cause });
  }
  const { deviceId: opened, facingMode } = track?.getSettings() ?? {};
  return {
    stream,
    deviceId: opened,
    mirrored: facingMode !== 'environment',
    grab: () => grabFrame(video),
    close,
  };
}

/** All cameras; their names are there only once one was allowed. */
export async function listCameras(): Promise<readonly MediaDeviceInfo[]> {
  const devices = await navigator.mediaDevices.enumerateDevices();
  return devices.filter(({ kind }) => kind === 'videoinput');
}

async function grabFrame(video: HTMLVideoElement): Promise<File> {
  const scale = Math.min(1, LONGEST_SIDE / Math.max(video.videoWidth, video.videoHeight));
  const [width, height] = [video.videoWidth, video.videoHeight].map((side) => Math.max(1, Math.round(side * scale)));
  const canvas = new OffscreenCanvas(width ?? 1, height ?? 1);
  canvas.getContext('2d', { alpha: false })?.drawImage(video, 0, 0, canvas.width, canvas.height);
  const frame = await canvas.convertToBlob({ type: 'image/jpeg', quality: QUALITY });
  return new File([frame], texts.camera.frame, { type: 'image/jpeg' });
}

/** By the names that the specification of getUserMedia gives them. */
function describeRefusal(cause: unknown): string {
  const { name, message } = cause instanceof Error ? cause : { name: '', message: String(cause) };
  if (name === 'NotAllowedError') return texts.camera.refused;
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return texts.camera.missing;
  if (name === 'NotReadableError' || name === 'AbortError') return texts.camera.taken;
  return texts.camera.failed(message);
}
