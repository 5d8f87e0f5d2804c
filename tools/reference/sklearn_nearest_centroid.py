"""Nearest class means by scikit-learn: the golden values of the prototype head.

Tools: scikit-learn 1.9, numpy. Run from the repository root:

    python tools/reference/sklearn_nearest_centroid.py

Writes packages/heads/fixtures/sklearn-nearest-centroid.json: overlapping classes of different size, their means, and the label
of the nearest mean for other examples. With three classes, and with a fourth one that came later.
"""

import numpy as np
import sklearn
from fixture import exact, tensor, write
from sklearn.neighbors import NearestCentroid

SEED = 23
COUNTS = [20, 11, 6, 4]
WIDTH = 7


def drawn(random, centres, labels):
    return exact(centres[labels] + random.normal(0, 1, (len(labels), WIDTH)))


def fitted(name, features, labels, queries):
    model = NearestCentroid().fit(features, labels)
    return {
        "name": name,
        "classes": int(labels.max()) + 1,
        "centroids": tensor(model.centroids_),
        "predictions": model.predict(queries).tolist(),
    }


def main():
    random = np.random.default_rng(SEED)
    centres = random.normal(1, 1, (len(COUNTS), WIDTH))
    labels = np.repeat(np.arange(len(COUNTS)), COUNTS)
    features = drawn(random, centres, labels)
    queries = drawn(random, centres, np.arange(60) % len(COUNTS))
    early = labels < 3
    write(
        "packages/heads/fixtures/sklearn-nearest-centroid.json",
        __file__,
        {"scikit-learn": sklearn.__version__, "numpy": np.__version__, "seed": SEED},
        {
            "features": tensor(features),
            "labels": labels.tolist(),
            "queries": tensor(queries),
            "cases": [
                fitted("three classes", features[early], labels[early], queries),
                fitted("a fourth class", features, labels, queries),
            ],
        },
    )


if __name__ == "__main__":
    main()
