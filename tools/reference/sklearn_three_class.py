"""What a linear probe in scikit-learn reaches on three kinds of chest X-ray: normal, bacterial and viral pneumonia.

Tools: keras 3.15.1 on tensorflow-cpu 2.21, Pillow, scikit-learn 1.9.1, numpy (requirements.txt). Run from the repository root on
the whole data set of Kermany et al. (224x224), a folder with train/NORMAL, train/PNEUMONIA, test/NORMAL and test/PNEUMONIA:

    python tools/reference/sklearn_three_class.py <folder> packages/weights-efficientnet-lite0/efficientnet-lite0.safetensors \\
        [--keep <features.npz>] [--list]

Labels are in the file names: _bacteria_, _virus_, and none for a normal picture. Five draws of 100 training pictures a class:
draw d (1 to 5) takes the first 100 pictures of a class in the order of the hexadecimal SHA-256 of "<d>/<file>", the file as in
"train/NORMAL/IM-0115-0001.jpeg". A draw holds several pictures of some patients, so whatever is held out of it for validation
goes by patient ("IM-0115", "person7_virus"). The test split is the official one: 624 pictures, none of a patient in train.
--list prints the drawn files as JSON and stops; --keep saves the features, or takes them from there.

The probe: EfficientNet-Lite0 to its pooled features (1,280), StandardScaler, LogisticRegression. C is chosen for each draw by
cross-validation in five parts that divide no patient, by log-loss; the table also has what each fixed C gives. Found with the versions above: accuracy 0.726 to 0.755, mean 0.740.
"""

import argparse
import hashlib
import json
import os
import re
from pathlib import Path

CLASSES = ["normal", "bacterial", "viral"]
PER_CLASS = 100
DRAWS = range(1, 6)
STRENGTHS = [1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1, 1]
FOLDS = 5


def kind_of(file):
    return "bacterial" if "_bacteria_" in file else "viral" if "_virus_" in file else "normal"


def patient_of(file):
    return re.match(r".*/((?:NORMAL2-)?IM-\d+|person\d+_(?:bacteria|virus))", file).group(1)


def files_of(folder, split):
    return sorted(f"{split}/{path.parent.name}/{path.name}" for path in (Path(folder) / split).glob("*/*.jpeg"))


def draw(files, number):
    """The training files of a draw, class by class."""
    order = sorted(files, key=lambda file: hashlib.sha256(f"{number}/{file}".encode()).hexdigest())
    return [file for kind in CLASSES for file in [file for file in order if kind_of(file) == kind][:PER_CLASS]]


def features_of(folder, weights_file, files, keep):
    import keras_efficientnet_lite as lite  # only here: without it the draws can be listed in a moment
    import numpy as np
    from PIL import Image

    if keep and os.path.exists(keep):
        kept = np.load(keep)
        if kept["files"].tolist() == files:
            return kept["features"]
        raise SystemExit(f"{keep} has other files. Remove it.")
    model = lite.load(weights_file, include_top=False)
    rows = []
    for start in range(0, len(files), 32):
        pictures = []
        for file in files[start : start + 32]:
            with Image.open(Path(folder) / file) as image:
                if image.size != (224, 224):
                    raise SystemExit(f"{file} is {image.size[0]}x{image.size[1]}, expected 224x224.")
                pictures.append(np.asarray(image.convert("RGB")))
        rows.append(model(lite.preprocess(np.stack(pictures)), training=False).numpy())
    features = np.concatenate(rows)
    if keep:
        np.savez(keep, features=features, files=np.array(files))
    return features


def probe(strength):
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    return make_pipeline(StandardScaler(), LogisticRegression(C=strength, max_iter=10_000))


def main(folder, weights_file, keep, only_list):
    train_files, test_files = files_of(folder, "train"), files_of(folder, "test")
    draws = {number: draw(train_files, number) for number in DRAWS}
    if only_list:
        print(json.dumps(draws))
        return

    import numpy as np
    from sklearn.metrics import balanced_accuracy_score
    from sklearn.model_selection import GroupKFold, cross_val_score

    files = sorted(set().union(*draws.values())) + test_files
    features = dict(zip(files, features_of(folder, weights_file, files, keep)))

    def rows(chosen):
        return np.stack([features[file] for file in chosen]), [CLASSES.index(kind_of(file)) for file in chosen]

    test, test_labels = rows(test_files)

    print("draw  chosen C  accuracy  balanced | accuracy at C = " + "  ".join(f"{c:<6g}" for c in STRENGTHS))
    table = []
    for number, chosen in draws.items():
        train, labels = rows(chosen)
        groups = [patient_of(file) for file in chosen]
        folds = GroupKFold(FOLDS, shuffle=True, random_state=number)
        scores = [
            cross_val_score(probe(c), train, labels, groups=groups, cv=folds, scoring="neg_log_loss").mean() for c in STRENGTHS
        ]
        best = STRENGTHS[int(np.argmax(scores))]
        guesses = {c: probe(c).fit(train, labels).predict(test) for c in STRENGTHS}
        accuracies = [float(np.mean(guesses[c] == test_labels)) for c in STRENGTHS]
        found = accuracies[STRENGTHS.index(best)]
        balanced = balanced_accuracy_score(test_labels, guesses[best])
        table.append([found, balanced, *accuracies])
        print(f"{number:<4}  {best:<8g}  {found:.4f}    {balanced:.4f}   |                   " + "  ".join(f"{a:.4f}" for a in accuracies))
    mean, spread = np.mean(table, axis=0), np.std(table, axis=0, ddof=1)
    print(f"mean            {mean[0]:.4f}    {mean[1]:.4f}   |                   " + "  ".join(f"{a:.4f}" for a in mean[2:]))
    print(f"standard dev.   {spread[0]:.4f}    {spread[1]:.4f}   |                   " + "  ".join(f"{a:.4f}" for a in spread[2:]))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("weights_file")
    parser.add_argument("--keep")
    parser.add_argument("--list", action="store_true", dest="only_list")
    arguments = parser.parse_args()
    main(arguments.folder, arguments.weights_file, arguments.keep, arguments.only_list)
