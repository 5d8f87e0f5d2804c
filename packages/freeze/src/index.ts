export { featureExtraction } from './feature-extraction.js';
