export { encodeExport, packExport } from './export/encode-export.js';
export { exportFormats } from './export/export-formats.js';
export type { ExportFormat, ExportFormatName } from './export/export-formats.js';
export { exportGuide } from './export/export-guide.js';
export { prepareExport } from './export/prepare-export.js';
export type { ExportedModel, PictureSpec } from './export/prepare-export.js';
