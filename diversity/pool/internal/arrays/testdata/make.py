"""Writes the files of this folder as NumPy does. usage: python make.py, with numpy 2."""
import numpy as np

x = np.arange(6 * 2 * 3 * 3, dtype=np.uint8).reshape(6, 2, 3, 3)  # [M, H, W, C]
y = np.array([2, 0, 1, 2, 0, 1])
np.save("images.npy", x)
np.save("labels.npy", y)
np.save("labels-big-endian.npy", y.astype(">i4").reshape(-1, 1))
np.save("gray.npy", x[..., 0].copy())
np.save("float.npy", x.astype(np.float32) / 255)
np.save("fortran.npy", np.asfortranarray(x))
np.save("objects.npy", np.array([None, "a"], dtype=object))
np.savez("keras.npz", x_train=x[:4], y_train=y[:4], x_test=x[4:], y_test=y[4:])
np.savez_compressed("medmnist.npz", train_images=x[:3], train_labels=y[:3, None].astype(np.uint8), val_images=x[3:5],
                    val_labels=y[3:5, None].astype(np.uint8), test_images=x[5:], test_labels=y[5:, None].astype(np.uint8))
np.savez("plain.npz", x, y.astype(np.uint16))

