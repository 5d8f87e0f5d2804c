"""Logistic regression by scikit-learn on two small problems: the golden values of the linear head's direct solution.

Tools: scikit-learn 1.9, numpy. Run from the repository root:

    python tools/reference/sklearn_logistic.py

Writes packages/heads/fixtures/sklearn-logistic.json. Features are standardised (population standard deviation, every example
counting once), the classes balanced (weight n / (classes * n of the class)), and what is minimised is, over standardised features,

    0.5 * sum(W ** 2) + C * sum(weight of example * log loss of example)        (the intercept is not penalised)

Dividing by C * sum(weights) = C * n gives the same with a mean loss: mean loss + sum(W ** 2) / (2 * C * n).

Two classes need care. scikit-learn then fits one column w by the sigmoid. A softmax has two columns, and its best ones are
w / 2 and -w / 2, which cost 0.5 * (|w|^2 / 4 + |w|^2 / 4) = 0.25 * |w|^2: half of what scikit-learn charges. So a softmax head
with constant C answers as scikit-learn does with 2 * C. Both answers are in the fixture, and the second is checked here
against the softmax problem itself.
"""

import numpy as np
import sklearn
from fixture import exact, significant, write
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

SEED = 13
# 1e-10 is finer than line search reaches; the gradient below says how far it got.
SOLVER = {"class_weight": "balanced", "solver": "lbfgs", "tol": 1e-10, "max_iter": 10000}


def problem(random, counts, width, separation):
    """Overlapping Gaussian classes; features of very different scale and offset, which standardising must undo."""
    labels = np.repeat(np.arange(len(counts)), counts)
    random.shuffle(labels)
    centres = random.normal(0, separation, (len(counts), width))
    scale = 10.0 ** random.uniform(-2, 2, width)
    offset = random.normal(0, 3, width) * scale
    features = exact((centres[labels] + random.normal(0, 1, (len(labels), width))) * scale + offset)
    return features, labels


def fitted(features, labels, constant):
    scaler = StandardScaler().fit(features)
    model = LogisticRegression(C=constant, **SOLVER).fit(scaler.transform(features), labels)
    return scaler, model


def unscaled(scaler, coefficients, intercepts):
    """Coefficients for the features as they come: what a Dense layer holds."""
    kernel = coefficients / scaler.scale_
    return kernel, intercepts - kernel @ scaler.mean_


def softmax(scores):
    shifted = np.exp(scores - scores.max(axis=1, keepdims=True))
    return shifted / shifted.sum(axis=1, keepdims=True)


def gradient(features, labels, constant, coefficients, intercepts):
    """Largest gradient of the softmax objective divided by C * n, at what was found: 0 at the minimum."""
    n, classes = len(labels), intercepts.size
    weights = n / (classes * np.bincount(labels))[labels]
    error = (softmax(features @ coefficients.T + intercepts) - np.eye(classes)[labels]) * weights[:, None]
    by_coefficient = (coefficients + constant * error.T @ features) / (constant * n)
    return float(max(np.abs(by_coefficient).max(), np.abs(error.mean(axis=0)).max()))


def solution(features, scaler, coefficients, intercepts, probabilities):
    kernel, bias = unscaled(scaler, coefficients, intercepts)
    answer = softmax(features @ kernel.T + bias) if len(bias) > 1 else 1 / (1 + np.exp(-(features @ kernel.T + bias)))
    assert np.abs(answer - (probabilities if len(bias) > 1 else probabilities[:, 1:])).max() < 1e-9
    return {
        # One row a class (Dense has them as columns).
        "coefficients": significant(kernel, 10),
        "intercepts": significant(bias, 10),
        "standardized": {"coefficients": significant(coefficients, 10), "intercepts": significant(intercepts, 10)},
        "probabilities": significant(probabilities, 10),
    }


def head(name, features, labels, constant):
    return {
        "name": name,
        "C": constant,
        "features": {"shape": list(features.shape), "data": significant(features.ravel(), 6)},
        "labels": labels.tolist(),
    }


def main():
    random = np.random.default_rng(SEED)
    cases = []

    for constant in (0.01, 1.0):
        features, labels = problem(random, (60, 40, 20), 12, 0.5)
        wide = features.astype(np.float64)
        scaler, model = fitted(wide, labels, constant)
        scaled = scaler.transform(wide)
        cases.append(
            {
                **head(f"three classes, C {constant:g}", features, labels, constant),
                "formulation": "softmax",
                "softmax": {
                    **solution(wide, scaler, model.coef_, model.intercept_, model.predict_proba(scaled)),
                    "largestGradient": significant(gradient(scaled, labels, constant, model.coef_, model.intercept_), 3),
                },
            }
        )

    features, labels = problem(random, (65, 15), 8, 0.5)
    wide = features.astype(np.float64)
    for constant in (0.01, 0.5):
        scaler, model = fitted(wide, labels, constant)
        scaled = scaler.transform(wide)
        _, doubled = fitted(wide, labels, 2 * constant)
        columns = np.concatenate([-doubled.coef_ / 2, doubled.coef_ / 2])
        biases = np.concatenate([-doubled.intercept_ / 2, doubled.intercept_ / 2])
        cases.append(
            {
                **head(f"two classes, 65 to 15, C {constant:g}", features, labels, constant),
                "formulation": "scikit-learn: one column by sigmoid, with C. softmax: two columns, found as scikit-learn's w with 2 * C, halved",
                "sigmoid": solution(wide, scaler, model.coef_, model.intercept_, model.predict_proba(scaled)),
                "softmax": {
                    **solution(wide, scaler, columns, biases, doubled.predict_proba(scaled)),
                    "largestGradient": significant(gradient(scaled, labels, constant, columns, biases), 3),
                },
            }
        )

    for entry in cases:
        assert entry["softmax"]["largestGradient"] < 1e-5, (entry["name"], entry["softmax"]["largestGradient"])
    write(
        "packages/heads/fixtures/sklearn-logistic.json",
        __file__,
        {"scikit-learn": sklearn.__version__, "numpy": np.__version__, "seed": SEED, "solver": SOLVER},
        {
            "objective": "0.5 * sum(W**2) + C * sum(weight[i] * logloss[i]), intercept not penalised, on standardised features",
            "standardising": "(x - mean) / population standard deviation, not weighted by class",
            "exampleWeights": "n / (classes * count of the example's class)",
            "cases": cases,
        },
    )


if __name__ == "__main__":
    main()
