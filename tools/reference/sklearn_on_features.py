"""What scikit-learn's logistic regression reaches on the features that `graft features` wrote.

    graft features efficientnet-lite0 <data> --out features.npz
    python tools/reference/sklearn_on_features.py features.npz [C ...]

Fits StandardScaler + LogisticRegression(class_weight='balanced') on train and validation together, for each C (default
0.001, the value that a search by validation finds for these X-rays), and prints accuracy and AUC on test.
Versions: scikit-learn 1.9.1, numpy 2.4.6 (requirements.txt).
"""

import sys

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, balanced_accuracy_score, roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler


def main(path: str, strengths: list[float]) -> None:
    data = np.load(path)
    features, labels, splits = data["features"], data["labels"], data["splits"]
    test = splits == "test"
    for strength in strengths:
        model = make_pipeline(
            StandardScaler(), LogisticRegression(C=strength, class_weight="balanced", max_iter=10_000)
        )
        model.fit(features[~test], labels[~test])
        probabilities = model.predict_proba(features[test])
        guessed = probabilities.argmax(axis=1)
        binary = probabilities.shape[1] == 2
        auc = roc_auc_score(labels[test], probabilities[:, 1] if binary else probabilities, multi_class="ovr")
        print(
            f"C={strength}: test {int(test.sum())}, AUC {auc:.4f}, accuracy {accuracy_score(labels[test], guessed):.4f}, "
            f"balanced accuracy {balanced_accuracy_score(labels[test], guessed):.4f}"
        )


if __name__ == "__main__":
    main(sys.argv[1], [float(c) for c in sys.argv[2:]] or [0.001])
