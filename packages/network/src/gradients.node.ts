// In Node the file that registers the gradients does not resolve; tfjs-layers brings them along.
import '@tensorflow/tfjs-layers';
