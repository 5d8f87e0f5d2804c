import type { KernelBackend } from '@tensorflow/tfjs-core';

/** What a backend computes on, as the browser names it: 'nvidia ampere'; undefined where that is not a graphics card. */
export function gpuName(backend: KernelBackend): string | undefined {
  if ('adapterInfo' in backend) {
    const { vendor, architecture } = backend.adapterInfo as {
      readonly vendor?: string;
      readonly architecture?: string;
    };
    return [vendor, architecture].filter(Boolean).join(' ') || 'graphics card';
  }
  if ('gpgpu' in backend) {
    const { gl } = backend.gpgpu as { readonly gl: WebGL2RenderingContext };
    const detailed = gl.getExtension('WEBGL_debug_renderer_info')?.UNMASKED_RENDERER_WEBGL;
    return String(gl.getParameter(detailed ?? gl.RENDERER));
  }
  return undefined;
}
