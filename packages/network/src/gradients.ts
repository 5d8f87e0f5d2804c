// tfjs-core alone has no gradients. Importing this file registers them, once for the whole process.
// eslint-disable-next-line @nx/enforce-module-boundaries -- the platform chooses the file, by conditions in package.json
import '#gradients';
