// tfjs-core alone has no gradients. Importing this file registers them, once for the whole process.
import '#gradients';
