"""Fits scikit-learn's logistic regression to the features of the folder it runs in, each strength from zero.

The command probes of this module writes the folder and runs it. Prints JSON: CPU seconds of the fits, errors on the
validation images and steps by strength.
"""
import json
import time
import warnings

import numpy as np
from sklearn.linear_model import LogisticRegression

warnings.filterwarnings("ignore")  # of fits that end after 1000 steps, which is how CLIP used it
settings = json.load(open("settings.json"))


def read(name):
    features = np.fromfile(name + ".features", "<f4").reshape(-1, settings["features"]).astype(np.float64)
    return features, np.fromfile(name + ".labels", "<i4")


(x, y), (x_validation, y_validation) = read("train"), read("validation")
seconds, wrong, steps = 0.0, [], []
for strength in settings["strengths"]:
    begun = time.process_time()
    model = LogisticRegression(C=1 / strength, max_iter=1000).fit(x, y)
    wrong.append(int((model.predict(x_validation) != y_validation).sum()))
    seconds += time.process_time() - begun
    steps.append(int(model.n_iter_[0]))
print(json.dumps({"seconds": seconds, "wrong": wrong, "steps": steps}))
