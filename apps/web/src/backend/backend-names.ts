/** All that the page may compute on, as tfjs calls it; where nothing was measured yet, in this order. */
export const backendNames = ['webgpu', 'webgl', 'wasm', 'cpu'] as const;

export type BackendName = (typeof backendNames)[number];
