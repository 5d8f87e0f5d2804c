"""Classification metrics by scikit-learn for small and awkward sets of predictions: the golden values of the train package.

Tools: scikit-learn 1.9, numpy. Run from the repository root:

    python tools/reference/sklearn_metrics.py

Writes packages/train/fixtures/sklearn-metrics.json. The predicted class is the most probable one, the first of them on a tie.
"""

import numpy as np
import sklearn
from fixture import significant, write
from sklearn import metrics

SEED = 11


def drawn(random, labels, classes, confidence):
    """Probabilities that favour the right class by `confidence`, of 4 decimals, rows adding up to 1."""
    scores = random.normal(0, 1, (len(labels), classes))
    scores[np.arange(len(labels)), labels] += confidence
    probabilities = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    probabilities = np.round(probabilities, 4)
    probabilities[:, -1] = np.round(1 - probabilities[:, :-1].sum(axis=1), 4)
    assert probabilities.min() >= 0
    return probabilities


def measured(name, labels, probabilities):
    labels = np.asarray(labels)
    probabilities = np.asarray(probabilities, np.float64)
    classes = list(range(probabilities.shape[1]))
    predicted = probabilities.argmax(axis=1)
    precision, recall, f1, support = metrics.precision_recall_fscore_support(
        labels, predicted, labels=classes, zero_division=0
    )
    binary = len(classes) == 2
    return {
        "name": name,
        "labels": labels.tolist(),
        "probabilities": probabilities.tolist(),
        "expected": {
            "accuracy": significant(metrics.accuracy_score(labels, predicted), 12),
            "balancedAccuracy": significant(metrics.balanced_accuracy_score(labels, predicted), 12),
            "precision": significant(precision, 12),
            "recall": significant(recall, 12),
            "f1": significant(f1, 12),
            "support": support.astype(int).tolist(),
            # Rows are the true classes, columns the predicted ones.
            "confusion": metrics.confusion_matrix(labels, predicted, labels=classes).tolist(),
            "rocAuc": significant(
                metrics.roc_auc_score(labels, probabilities[:, 1])
                if binary
                else metrics.roc_auc_score(labels, probabilities, multi_class="ovr", average="macro", labels=classes),
                12,
            ),
            "logLoss": significant(metrics.log_loss(labels, probabilities, labels=classes), 12),
        },
    }


def main():
    random = np.random.default_rng(SEED)
    two = random.integers(0, 2, 40)
    three = random.integers(0, 3, 45)
    rare = (np.arange(60) >= 54).astype(int)
    skewed = np.repeat([0, 1, 2], [30, 8, 2])
    # Few distinct values, so that scores tie within and across the classes.
    tied = np.array([0.2, 0.5, 0.5, 0.8, 0.5, 0.2, 0.8, 0.8, 0.5, 0.2, 0.2, 0.5])
    tied_labels = [0, 0, 1, 1, 1, 0, 0, 1, 0, 1, 0, 1]
    tied_three = [[0.4, 0.4, 0.2], [0.2, 0.4, 0.4], [0.4, 0.2, 0.4], [0.5, 0.25, 0.25], [0.25, 0.5, 0.25], [0.25, 0.25, 0.5]]
    cases = [
        measured("binary", two, drawn(random, two, 2, 1.0)),
        measured("three classes", three, drawn(random, three, 3, 1.0)),
        measured("binary, tied scores", tied_labels, np.stack([np.round(1 - tied, 4), tied], axis=1)),
        measured("three classes, tied scores", [0, 1, 2, 0, 2, 1], tied_three),
        measured("binary, 9 to 1", rare, drawn(random, rare, 2, 1.5)),
        measured("three classes, 15 to 4 to 1", skewed, drawn(random, skewed, 3, 1.0)),
        measured("binary, the rare class never predicted", rare, np.tile([0.9, 0.1], (60, 1))),
        measured("three classes, one never predicted", [0, 0, 1, 1, 2, 2], [[0.7, 0.2, 0.1]] * 3 + [[0.2, 0.5, 0.3]] * 3),
        measured("binary, perfect", [0, 1, 1, 0, 1], [[0.9, 0.1], [0.2, 0.8], [0.4, 0.6], [0.95, 0.05], [0.01, 0.99]]),
        measured("three classes, perfect and certain", [0, 1, 2, 1], np.eye(3)[[0, 1, 2, 1]]),
        measured("binary, all wrong", [0, 1, 1, 0], [[0.1, 0.9], [0.8, 0.2], [0.7, 0.3], [0.3, 0.7]]),
    ]
    write(
        "packages/train/fixtures/sklearn-metrics.json",
        __file__,
        {"scikit-learn": sklearn.__version__, "numpy": np.__version__, "seed": SEED},
        {
            "definitions": {
                "predicted": "most probable class, the first on a tie",
                "precisionRecallF1": "one for each class, 0 where undefined",
                "confusion": "rows are true classes, columns predicted ones",
                "rocAuc": "binary: of class 1; more classes: one against the rest, unweighted mean",
                "logLoss": "natural logarithm, mean; probabilities clipped to the float64 epsilon from 0 and 1",
            },
            "cases": cases,
        },
    )


if __name__ == "__main__":
    main()
