// Gradients are registered by import, once for the whole process: tfjs-core alone has none.
import '#gradients';
