/** Everything that the page says, but for what packages say of an error. */
export const texts = {
  /** Of these words and of react-aria's own; it decides the direction of writing too. */
  locale: 'en-US',
  title: 'Graft',
  tagline: 'Teach a network to tell your pictures apart. Everything runs on this machine: no picture leaves it.',
  tabs: { label: 'What to do', train: 'Train a model', bundle: 'Use a bundle' },

  pictures: {
    heading: 'Pictures',
    hint: 'Drop a folder for each class here, or one folder with all of them, or a zip of it.',
    zone: 'Drop folders or a zip of pictures here',
    chooseFolder: 'Choose a folder',
    chooseFiles: 'Choose pictures or a zip',
    demo: 'Try it on 1,296 chest X-rays',
    loose: 'new class',
    reading: 'Reading what was dropped …',
    loadingDemo: 'Fetching the X-rays …',
    nothing: 'No picture was found in what was dropped.',
    arrived: (pictures: number) => `${count(pictures, 'picture has', 'pictures have')} arrived.`,
    splitsIgnored: 'Some pictures came divided into train and test, and others did not, so all are divided anew.',
    total: (usable: number, classes: number) =>
      `${count(usable, 'picture', 'pictures')} in ${count(classes, 'class', 'classes')} will take part.`,
    tooFew: 'Two classes are needed, each with at least 3 pictures and better 20 or more.',
  },
  keeping: {
    opening: 'Opening what was kept …',
    saving: 'Saving in this browser …',
    kept: 'Kept in this browser until you remove it.',
    notPersisted: 'Kept in this browser, which may delete it when the disk gets full.',
    elsewhere: 'Another page has the project open. What is done here is not kept.',
    refused: (reason: string) => `Nothing is kept in this browser: ${reason}`,
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
    badName: 'A name has at least one letter, no slash, and no dot at its start.',
    on: (name: string) => `${name} takes part in training`,
    show: 'Show pictures',
    showOf: (name: string) => `Show pictures of ${name}`,
    remove: 'Delete',
    removeOf: (name: string) => `Delete class ${name}`,
    grid: (name: string) => `Pictures of ${name}`,
    removePictures: (selected: number) => `Delete ${count(selected, 'picture', 'pictures')}`,
    close: 'Close',
  },
  problems: {
    heading: (broken: number) => `${count(broken, 'file', 'files')} cannot be used`,
    file: 'File',
    reason: 'Reason',
  },
  training: {
    heading: 'Training',
    about: 'A linear layer is fitted to what EfficientNet-Lite0, trained on ImageNet, sees in each picture.',
    keptAside: 'A fifth of the pictures is kept aside for the test.',
    keptByFolders: 'The folder named test is kept aside for the test.',
    start: 'Train',
    stop: 'Stop',
    label: 'Training',
    stopped: 'Stopped. Nothing was kept.',
    done: (seconds: number) => `Done in ${duration(seconds)}.`,
    phases: {
      loading: 'Loading the network',
      reading: 'Reading pictures',
      features: 'Looking at pictures',
      fitting: 'Fitting the layer',
      testing: 'Testing',
    },
    counted: (done: number, total: number) => `${done} of ${total}`,
    left: (seconds: number) => `about ${duration(seconds)} left`,
    notes: 'Worth knowing',
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
    tile: (name: string, truth: string, answer: string, probability: string) =>
      `${name}: is ${truth}, taken for ${answer} with ${probability}`,
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
  },
  takeAway: {
    heading: 'Take it away',
    about: 'One file holds the whole model. The command line gives the same answers with it, and so does any page.',
    download: 'Download the bundle',
    fileName: (project: string) => `${project}.safetensors`,
    command: 'On the command line',
    code: 'In a program',
  },
  bundle: {
    heading: 'The bundle',
    about: 'Classify pictures with a file that the training here, or graft train, wrote.',
    choose: 'Choose a .safetensors bundle',
    loading: 'Loading the bundle …',
    noneHosted: 'No model.safetensors lies beside this page: choose a bundle.',
    ready: (labels: readonly string[]) => `Ready: tells ${labels.join(', ')} apart.`,
  },
  offline: {
    ready: 'This page is kept in the browser, and works without a network too.',
    update: 'There is a new version of this page. To reload ends a training that runs.',
    blocked: 'Another page of this kind is open, and may be training. Close it first.',
    reload: 'Reload as the new version',
  },
  percent: (share: number) => `${(100 * share).toFixed(1)} %`,
  interval: (value: string, low: string, high: string) => `${value} (${low} to ${high})`,
  archive: {
    damaged: (name: string, why: string) => `"${name}" cannot be read: ${why}. Make the zip again.`,
    tooMuch: (name: string, limit: string) =>
      `"${name}" unpacks to more than ${limit}. Unpack it, and drop the folders that you need.`,
    demo: (status: string) => `The X-rays cannot be fetched: ${status}. Check the connection, and try again.`,
  },
} as const;

function count(number: number, one: string, many: string): string {
  return `${number.toLocaleString('en-US')} ${number === 1 ? one : many}`;
}

function duration(seconds: number): string {
  const whole = Math.max(1, Math.round(seconds));
  return whole < 90 ? `${whole} s` : `${Math.round(whole / 60)} min`;
}
