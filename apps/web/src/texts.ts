/** Of these words, of their numbers and of react-aria's own; it decides the direction of writing too. */
const locale = 'en-US';

/** Everything that the page says, but for what packages say of an error. */
export const texts = {
  locale,
  title: 'Graft',
  tagline: 'Teach a network to tell your pictures apart. Everything runs on this machine: no picture leaves it.',
  tabs: { label: 'What to do', train: 'Train a model', bundle: 'Use a bundle' },

  pictures: {
    heading: 'Pictures',
    hint: 'Drop a folder for each class here, or one folder with all of them, or a zip of it. Drop or paste pictures on a class to add them to it.',
    zone: 'Drop folders or a zip of pictures here',
    chooseFolder: 'Choose a folder',
    chooseFiles: 'Choose pictures or a zip',
    demo: 'Try it on 1,296 chest X-rays',
    loose: 'new class',
    reading: 'Reading what was dropped …',
    loadingDemo: 'Fetching the X-rays …',
    nothing: 'No picture was found in what was dropped.',
    model: (file: string) =>
      `"${file}" is a model, and no picture; nothing was added. A bundle is opened under "Use a bundle", and a network of your own is chosen under Choices.`,
    besides: ({ file, left }: { readonly file?: string; readonly left: readonly string[] }) =>
      [
        ...(file === undefined ? [] : [`It does not hold the file ${file}: choose it again, under Choices.`]),
        ...(left.length === 0 ? [] : [`What it says of ${left.join(', ')} is for graft train, and not used here.`]),
      ].join(' '),
    export: 'Export the project',
    looking: (done: number, total: number) =>
      `${count(done, 'picture', 'pictures')} of ${count(total, 'new one', 'new ones')} looked at …`,
    exporting: 'Writing the project …',
    exportName: (project: string) => `${project}.zip`,
    exported: (broken: number, file: string | undefined) =>
      [
        'Exported, to be dropped here again, or for graft train.',
        ...(broken === 0
          ? []
          : [`${count(broken, 'picture that cannot be used was', 'pictures that cannot be used were')} left out.`]),
        ...(file === undefined ? [] : [`The file ${file} is not in it: put that beside it.`]),
      ].join(' '),
    progress: 'Progress',
    found: (files: number) => `${count(files, 'file', 'files')} found`,
    counted: (done: number, total: number) => `${done.toLocaleString(locale)} of ${count(total, 'file', 'files')}`,
    cancel: 'Cancel',
    canceled: 'Canceled. Everything is as it was.',
    splitsIgnored: 'Some pictures came divided into train and test, and others did not, so all are divided anew.',
    total: (usable: number, classes: number) =>
      `${count(usable, 'picture', 'pictures')} in ${count(classes, 'class', 'classes')} will take part.`,
    scarce: (classes: readonly string[]) =>
      `${classes.join(', ')}: at least 3 pictures that were not taken in one go are needed, one each for training, validation and test.`,
    tooFew: 'Two classes are needed, each with at least 3 pictures and better 20 or more.',
  },
  done: {
    undo: 'Undo',
    undone: (before: string) => (before === '' ? 'Undone.' : `Undone. Before that: ${before}`),
    arrived: (usable: number, broken: number, known: number) =>
      [
        `${count(usable, 'picture has', 'pictures have')} arrived.`,
        ...(broken === 0 ? [] : [`${count(broken, 'file', 'files')} cannot be used.`]),
        ...(known === 0 ? [] : [`${count(known, 'was', 'were')} there already.`]),
      ].join(' '),
    choicesLeft: 'Choices that came with them were left out: remove everything first to take those too.',
    recorded: (name: string) => `Pictures of ${name} were recorded.`,
    opened: (name: string) => `The project ${name} is open.`,
    replaced: (name: string, pictures: number) =>
      `The project ${name} is open, in place of ${count(pictures, 'picture', 'pictures')}.`,
    removedAll: (pictures: number) => `Everything was removed: ${count(pictures, 'picture', 'pictures')}.`,
    addedClasses: (names: readonly string[]) => `Added: ${names.join(', ')}.`,
    renamed: (from: string, to: string) => `${from} is called ${to} now.`,
    merged: (from: string, to: string, pictures: number) =>
      `${from} was merged into ${to}, which has ${count(pictures, 'picture', 'pictures')} now.`,
    grouped: 'It was changed which pictures belong together.',
    switched: (name: string, on: boolean) => `${name} takes ${on ? 'part' : 'no part'} in training.`,
    deletedClass: (name: string, pictures: number) =>
      `${name} was deleted, with ${count(pictures, 'picture', 'pictures')}.`,
    deletedPictures: (pictures: number) => `${count(pictures, 'picture was', 'pictures were')} deleted.`,
  },
  keeping: {
    opening: 'Opening what was kept …',
    saving: 'Saving in this browser …',
    kept: 'Kept in this browser until you remove it.',
    notPersisted: 'Kept in this browser, which may delete it when the disk gets full.',
    elsewhere: 'Another page has the project open. What is done here is not kept.',
    refused: (reason: string) => `Nothing is kept in this browser: ${reason}`,
    unsaved: (reason: string) => `The last changes are not kept in this browser: ${reason}`,
    full: 'it gives this page no more room. Delete pictures, make room on the disk, or export the project.',
    denied: 'it does not let this page keep anything. Allow it to, or export the project before you leave.',
    insecure: 'only pages over https, or from this machine, may.',
    removeAll: 'Remove everything',
  },
  classes: {
    label: 'Classes',
    name: 'Class',
    count: 'Pictures',
    takesPart: 'Takes part',
    actions: 'Actions',
    rename: (name: string) => `Name of class ${name}`,
    badName: 'A name has at least one letter, and no dot at its start or end.',
    badSign: (sign: string) => `A name has no ${sign}: folders of some systems cannot be called so.`,
    longName: (most: number) => `A name has ${most} letters at most.`,
    trainName:
      'A folder called train is taken for the pictures to train with, so no class is called so: write for example trains.',
    addPictures: 'Add pictures',
    addTo: (name: string) => `Add pictures to ${name}`,
    on: (name: string) => `${name} takes part in training`,
    show: 'Show pictures',
    showOf: (name: string) => `Show pictures of ${name}`,
    remove: 'Delete',
    removeOf: (name: string) => `Delete class ${name}`,
    grid: (name: string) => `Pictures of ${name}`,
    removePictures: (selected: number) => `Delete ${count(selected, 'picture', 'pictures')}`,
    close: 'Close',
    add: 'Add a class',
    fresh: (number: number) => `class ${number}`,
  },
  camera: {
    use: 'Use the camera',
    heading: 'Camera',
    about: 'Hold a button to record pictures of a class; a short press takes one.',
    bursts: 'Pictures of one press stay together, so press at least 5 times for each class, and move between.',
    hold: (name: string) => `Hold to record ${name}`,
    recorded: (frames: number, name: string) => `${count(frames, 'picture', 'pictures')} of ${name} recorded.`,
    firstClasses: ['class 1', 'class 2'],
    close: 'Turn the camera off',
    view: 'What the camera sees',
    choose: 'Camera',
    nameless: (number: number) => `Camera ${number}`,
    frame: 'camera.jpg',
    asking: 'Asking for the camera …',
    again: 'Try again',
    refused: 'This page may not use the camera. Allow it beside the address of the page, and try again.',
    missing: 'No camera was found. Connect one, and try again.',
    taken: 'The camera cannot be used now. Close what else is using it, and try again.',
    unplugged: 'The camera was unplugged or taken away. What was recorded is kept. Connect it, and try again.',
    insecure: 'Only pages over https, or from this machine, may use the camera.',
    failed: (reason: string) => `The camera does not work: ${reason}`,
  },
  problems: {
    heading: (broken: number) => `${count(broken, 'file', 'files')} cannot be used`,
    remove: 'Delete all that cannot be used',
    unusable: (name: string, reason: string) => `${name} cannot be used: ${reason}`,
    file: 'File',
    reason: 'Reason',
    more: (files: number) => `And ${count(files, 'other file', 'other files')}.`,
  },
  groups: {
    label: 'Pictures that belong together',
    ways: {
      none: 'Each is its own',
      beginning: 'Names that begin alike, up to the last - or _',
      pattern: 'A pattern in the name …',
    },
    about:
      'Pictures of one patient, animal or scene must not stand on both sides: the test would look better than it is.',
    found: (groups: number, pictures: number) =>
      `${count(pictures, 'picture is', 'pictures are')} in ${count(groups, 'group', 'groups')}; each group stays on one side.`,
    foundDivided: (groups: number, pictures: number) =>
      `${count(pictures, 'picture is', 'pictures are')} in ${count(groups, 'group', 'groups')}, which the folders for training and test may divide.`,
    none: 'No two pictures belong together by that.',
    pattern: 'Pattern',
    example: String.raw`A regular expression; what it captures names the group: (patient\d+)`,
  },
  training: {
    heading: 'Training',
    about: 'What a network learned from millions of pictures is used to tell yours apart.',
    keptAside: 'A fifth of the pictures is kept aside for the test.',
    keptByFolders: 'The folder named test is kept aside for the test.',
    start: 'Train',
    stop: 'Stop',
    finish: 'Finish now, keep the best',
    label: 'Training',
    stopped: 'Stopped. Nothing was kept.',
    interrupted:
      'A training was interrupted. It can go on from its last checkpoint, to the very model that it would have become.',
    goOn: 'Go on',
    changed:
      'It cannot go on: its pictures, this app or the browser are not what they were when it began. Discard it, and train anew.',
    damaged: 'It cannot go on: what was kept of it is damaged. Discard it, and train anew.',
    discard: 'Discard it',
    lossChart: 'Loss by epoch, in training and in validation; described below',
    accuracyChart: 'Accuracy by epoch, in training and validation',
    done: (seconds: number) => `Done in ${duration(seconds)}.`,
    notKept: 'This browser could not keep the model: after a reload it is gone. Download the bundle below.',
    phases: {
      loading: 'Loading the network',
      reading: 'Reading pictures',
      features: 'Looking at pictures',
      fitting: 'Fitting the layer',
      steps: 'Training',
      testing: 'Testing',
    },
    step: (stage: string, loss: number) => `${stage}, loss ${loss.toFixed(3)}`,
    counted: (done: number, total: number) => `${done} of ${total}`,
    left: (seconds: number) => `about ${duration(seconds)} left`,
    notes: 'Worth knowing',
  },
  choices: {
    heading: 'Choices',
    hint: 'None is needed: what is left as it is suits most pictures.',
    usual: 'default',
    kinds: { backbone: 'Network', head: 'Head', freeze: 'What trains', augment: 'Augmentation' },
    which: {
      backbone: 'Pretrained network',
      head: 'What is put on it',
      freeze: 'Strategy',
      augment: 'Augmented pictures',
    },
    /** By the name of a plugin, as are those below; what has none here goes by its name. */
    names: {
      'efficientnet-lite0': 'EfficientNet-Lite0',
      'efficientnet-lite1': 'EfficientNet-Lite1',
      'efficientnet-lite2': 'EfficientNet-Lite2',
      'mobilenet-v2': 'MobileNetV2',
      resnet50: 'ResNet50',
      'inception-v3': 'InceptionV3',
      vgg16: 'VGG16',
      vgg19: 'VGG19',
      'own-network': 'A network of your own',
      linear: 'Linear layer',
      mlp: 'Several layers',
      prototype: 'Nearest mean',
      'feature-extraction': 'Only the head',
      'linear-probe-then-fine-tune': 'Head first, then blocks',
      progressive: 'One block more at a time',
      'last-blocks': 'Head and last blocks',
      'fine-tune': 'Everything',
      discriminative: 'Everything, at several rates',
      surgical: 'Some blocks only',
      'batch-norm-only': 'BatchNorm only',
      none: 'None',
      views: 'Random changes',
    } as Readonly<Record<string, string>>,
    about: {
      'efficientnet-lite0': 'Comes with the page: 4.7 million parameters, 224 pixels, trained on ImageNet.',
      'mobilenet-v2': 'By a file of weights that Keras published; so are the others below.',
      'own-network': 'Whatever Keras saved as one file. How it wants its pixels has to be said.',
      linear: 'One layer, solved directly.',
      mlp: 'Layers with something between them; they train step by step.',
      prototype: 'The class whose mean is nearest: nothing to train.',
      'feature-extraction': 'The network stays as it is. Fast, and hard to beat with few pictures.',
      'linear-probe-then-fine-tune': 'Better than the head alone with some hundred pictures, and slower.',
      progressive: 'As long as validation gets better.',
      discriminative: 'Early blocks more slowly.',
      surgical: 'By place (first, middle, last), by name, or by gradient-norms.',
      'batch-norm-only': 'For pictures that look unlike those that the network knows.',
      views: 'For training step by step: each picture is seen in several ways.',
    } as Readonly<Record<string, string>>,
    options: {
      inputSize: 'Input size, in pixels',
      dropLast: 'Layers to leave out at the end',
      preprocess: 'How it wants its pixels',
      alpha: 'Width multiplier',
      solver: 'Solver',
      l2: 'L2 penalty',
      output: 'Output',
      units: 'Units of each layer',
      dropout: 'Dropout',
      activation: 'Activation',
      blocks: 'Blocks',
      count: 'How many blocks',
      factor: 'Rate divided by, for each block',
      learningRate: 'Learning rate',
      epochs: 'Epochs, at most',
      schedule: 'Schedule',
      warmup: 'Warm-up, share of steps',
      patience: 'Patience, in epochs',
      batchNorm: 'BatchNorm',
      flip: 'Flip',
      shift: 'Shift',
      zoom: 'Zoom',
      rotation: 'Rotation, in degrees',
      brightness: 'Brightness',
      contrast: 'Contrast',
      views: 'Views of each picture',
      batchSize: 'Batch size',
      seed: 'Seed',
    } as Readonly<Record<string, string>>,
    hints: {
      units: 'Several by commas: 64, 32',
      l2: 'Several by commas: the best is chosen',
      patience: 'none: to the last epoch',
    } as Readonly<Record<string, string>>,
    files: { weights: 'Choose a file of weights', network: 'Choose a network' },
    noFile: 'none chosen',
    weightsElsewhere: 'Its weights do not come with the page: download them once, and choose the file here.',
    published: 'Where they are published',
    badFile: (name: string, reason: string) => `"${name}" cannot be used: ${reason}`,
    noPreprocess: 'How this network wants its pixels is not in its file: choose what the code that trained it did.',
    where: 'Cut',
    cutLabel: 'Where the head is put on',
    bottleneck: 'At the bottleneck',
    cut: (layer: string, shape: string) => `${layer} (${shape})`,
    blocks: (names: readonly string[]) =>
      `${count(names.length, 'block', 'blocks')} up to the cut, from the input on: ${names.join(', ')}.`,
    run: 'Run',
    reset: 'Reset to defaults',
    refused: 'This cannot be trained: see the choices.',
    unknown: (name: string) => `There is no "${name}" in this version of the page. Choose another.`,
    ownNetwork: 'A network of your own comes from a file: choose an .h5, .keras or .safetensors file.',
    noWeights: (file: string) => `${file} describes a network and holds no weights. Save the whole model in one file.`,
    unusedViews:
      'Augmentation is for training step by step, and here the head is solved directly. Choose none, or a strategy or head that trains.',
  },
  plan: {
    label: 'What it will be',
    parameters: 'Parameters',
    frozen: 'Frozen',
    trainable: 'Trainable',
    time: 'Time',
    memory: 'Memory',
    measuring: 'measuring …',
    number: (value: number) => value.toLocaleString(locale),
    seconds: (features: number, steps: number) =>
      steps === 0
        ? `about ${duration(features)}`
        : `about ${duration(features)}, and up to ${duration(steps)} of steps`,
    bytes: size,
    tooMuch: (need: number, room: number, batchSize: number | undefined) =>
      `This needs about ${size(need)} of memory, and WebAssembly has room for ${size(room)}. Choose ${savings(batchSize)}.`,
    scarce: (need: number, room: number, batchSize: number | undefined) =>
      `This needs about ${size(need)} of memory, and there may be room for no more than ${size(room)}: it may fail. ${capital(savings(batchSize))} needs less.`,
    rough: 'Measured on this machine with one batch; roughly right. What was computed before is not computed again.',
  },
  results: {
    heading: 'Results',
    about: (pictures: number) =>
      `On ${count(pictures, 'picture', 'pictures')} that took no part in training. In parentheses: 95 % intervals.`,
    outdated: 'The pictures have changed since; train again to see what that does.',
    figures: 'Figures',
    figure: 'Figure',
    value: 'Value',
    accuracy: 'Accuracy',
    balancedAccuracy: 'Balanced accuracy',
    auc: 'AUC',
    logLoss: 'Log loss',
    majority: 'Always the most frequent class',
    undefined: 'undefined',
    threshold: (label: string) => `Say ${label} from a probability of`,
    /** Where the two probabilities do not sum to one. */
    share: (label: string) => `Say ${label} from this share of both probabilities`,
    certainty: 'Leave undecided below a probability of',
    atThreshold: (accuracy: string, undecided: number) =>
      `There, ${accuracy} of the answers are right${undecided === 0 ? '.' : `, and ${count(undecided, 'picture is', 'pictures are')} left undecided.`}`,
    confusion: 'Confusion matrix: a row is the true class, a column what was answered',
    truth: 'Is',
    undecided: 'undecided',
    cell: (pictures: number, truth: string, answer: string) =>
      `${count(pictures, 'picture', 'pictures')} of ${truth} taken for ${answer}`,
    mistakes: 'Mistakes, the most certain first',
    noMistakes: 'No mistake.',
    gallery: (truth: string, answer: string) => `${truth}, taken for ${answer}`,
    showMistakes: 'Show all mistakes',
    chooseOne: 'Choose a picture to see where the model looked.',
    closerLook: (name: string, truth: string) => `${name} is ${truth}`,
    tile: (name: string, truth: string, answer: string, probability: string) =>
      `${name}: is ${truth}, taken for ${answer}, ${probability}`,
  },
  explain: {
    show: 'Heat map',
    showOf: (name: string) => `Heat map of ${name}`,
    choose: 'What speaks for',
    waiting: 'Looking …',
    seen: 'The picture as the network saw it',
    drawn: (label: string) => `The same, with what speaks for ${label} in colour`,
    key: (label: string) =>
      `In colour: what speaks for ${label}, from dark blue, a little, to yellow, most. The strongest place of each picture is yellow, so colours of two pictures cannot be compared.`,
    none: (label: string) => `Nothing in the picture speaks for ${label}.`,
  },
  predict: {
    heading: 'Try it',
    zone: 'Drop pictures here to classify them',
    hint: 'Drop or paste pictures, or choose them.',
    choose: 'Choose pictures',
    progress: (done: number, total: number) => `${done} of ${total}`,
    done: (total: number) => `Done: ${count(total, 'picture', 'pictures')}.`,
    stopped: (reason: string) => `Stopped: ${reason}`,
    table: 'Predictions',
    picture: 'Picture',
    label: 'Label',
    probability: 'Probability',
    pasted: 'pasted picture',
    clear: 'Clear',
  },
  live: {
    start: 'Show it to the camera',
    answer: 'What the model says now',
    spoken: (label: string) => `Looks like ${label}.`,
    rate: (perSecond: number) => `${perSecond.toFixed(1)} pictures a second`,
    explain: 'Heat map',
    likeliest: 'the most probable',
  },
  takeAway: {
    heading: 'Take it away',
    about: 'One file holds the whole model. The command line gives the same answers with it, and so does any page.',
    download: 'Download the bundle',
    fileName: (project: string) => `${project}.safetensors`,
    command: 'On the command line',
    node: 'In a program for Node',
    install: 'npm install @graftjs/predict',
    page: 'In a page of your own',
    beside: 'The same package, with Vite, webpack, Parcel or Rollup; the bundle lies beside the page.',
    copy: 'Copy',
    copyOf: (title: string) => `Copy: ${title}`,
    copied: 'Copied.',
    notCopied: 'The browser did not allow it: select the text and copy it.',
  },
  export: {
    heading: 'For other programs',
    about: 'Each is a zip of the model and a guide: what goes in, what comes out, and the code to run it.',
    names: { keras: 'Keras', onnx: 'ONNX', tfjs: 'TensorFlow.js' },
    uses: {
      keras: 'for Python; takes pixels as they are',
      onnx: 'for ONNX Runtime, in any language; takes pixels as they are',
      tfjs: 'for tf.loadLayersModel',
    },
    packing: 'Packing …',
    done: (file: string, bytes: number) => `${file}, ${(bytes / 1e6).toFixed(1)} MB, is among your downloads.`,
  },
  bundle: {
    heading: 'The bundle',
    about: 'Classify pictures with a file that the training here, or graft train, wrote.',
    choose: 'Choose a .safetensors bundle',
    loading: 'Loading the bundle …',
    refused: (name: string, reason: string) => `"${name}" is not opened. ${reason}`,
    none: 'There is no model yet. Train one, or open a bundle.',
    tooLarge: (gigabytes: string) =>
      `The file has ${gigabytes} GB, and a page opens bundles of up to 1 GB. Use it on the command line: graft predict.`,
    ofTexts:
      'This bundle takes texts, and this page classifies pictures. Use it on the command line: graft predict bundle.safetensors "a text".',
    ofOthers: (kind: string) =>
      `This bundle prepares its inputs by "${kind}", and this page knows pictures alone. Use it in a program that has a plugin for "${kind}".`,
    notOne: 'This is not a bundle: choose a file that the training here, or graft train, wrote.',
    ready: (name: string, labels: readonly string[]) => `${name} is ready: it tells ${labels.join(', ')} apart.`,
  },
  offline: {
    ready: 'This page is kept in the browser, and works without a network too.',
    update: 'There is a new version of this page. To reload ends a training that runs.',
    blocked: 'Another page of this kind is open, and may be training. Close it first.',
    reload: 'Reload as the new version',
  },
  backend: {
    heading: 'Compute backend',
    about:
      'Graphics card or processor: each is tried with the network that is to run, and the fastest that computes right is used.',
    label: 'Compute on',
    fastest: 'the fastest',
    names: { webgpu: 'WebGPU', webgl: 'WebGL', wasm: 'WebAssembly', cpu: 'Plain JavaScript' },
    measure: 'Measure now',
    again: 'Measure again',
    idle: 'Nothing was computed yet.',
    starting: (name: string) => `Starting ${name} …`,
    measuring: (name: string) => `Trying ${name} …`,
    running: (name: string, device: string, perSecond: string | undefined) =>
      `${name} on: ${device}.${perSecond === undefined ? '' : ` ${perSecond} pictures a second.`}`,
    slow: 'Plain JavaScript is slow: training takes 20 to 40 times as long as with WebAssembly. Allow WebAssembly or the graphics card for this page.',
    lost: (name: string, reason: string) => `${name} was lost: ${reason} What was running goes on elsewhere.`,
    busy: 'Stop the training to change this.',
    unknown: (name: string) => `There is no backend "${name}" any more. Choose another.`,
    table: 'How each did',
    name: 'Backend',
    device: 'Device',
    perSecond: 'Pictures a second',
    first: 'First answer after',
    seconds: (value: number) => `${value.toFixed(1)} s`,
    rate: (value: number) => value.toFixed(value < 10 ? 1 : 0),
  },
  percent: (share: number) => `${(100 * share).toFixed(1)} %`,
  interval: (value: string, low: string, high: string) => `${value} (${low} to ${high})`,
  archive: {
    demo: (status?: string) =>
      `The X-rays cannot be fetched${status === undefined ? '' : `: ${status}`}. Check the connection, and try again.`,
  },
} as const;

function count(number: number, one: string, many: string): string {
  return `${number.toLocaleString(locale)} ${number === 1 ? one : many}`;
}

function size(bytes: number): string {
  return bytes < 1e9 ? `${Math.ceil(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}

/** What takes less memory, of a training. */
function savings(batchSize: number | undefined): string {
  const rest = 'a smaller input size, or a strategy that trains fewer blocks';
  return batchSize === undefined ? rest : `a batch size of ${batchSize}, ${rest}`;
}

function capital(words: string): string {
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
}

function duration(seconds: number): string {
  const whole = Math.max(1, Math.round(seconds));
  return whole < 90 ? `${whole} s` : `${Math.round(whole / 60)} min`;
}
