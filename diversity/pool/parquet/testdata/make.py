"""Writes the files of this folder as pyarrow and the hub do. usage: python make.py, with pyarrow 21 or later."""
import json
import pyarrow as pa
import pyarrow.parquet as pq


def hub(path, columns, features, **options):
    """A table with the metadata that the datasets library writes."""
    info = {"info": {"features": features}}
    schema = pa.table(columns).schema.with_metadata({"huggingface": json.dumps(info)})
    pq.write_table(pa.table(columns, schema=schema), path, **options)


def images(n, first=0):
    return pa.array([{"bytes": b"image %d " % i * 20, "path": "%d.png" % i} for i in range(first, first + n)],
                    pa.struct([("bytes", pa.binary()), ("path", pa.string())]))


names = {"_type": "ClassLabel", "names": ["cat", "dog", "eel"]}
# small row groups and pages, so that a reader has to seek
hub("train-00000-of-00002.parquet", {"image": images(50), "label": pa.array([i % 3 for i in range(50)], pa.int64())},
    {"image": {"_type": "Image"}, "label": names}, row_group_size=20, data_page_size=1000, write_batch_size=4)
hub("train-00001-of-00002.parquet", {"image": images(10, 50), "label": pa.array([i % 3 for i in range(50, 60)], pa.int64())},
    {"image": {"_type": "Image"}, "label": names}, compression="none")
hub("test-00000-of-00001.parquet", {"image": images(3), "label": pa.array([1, 1, 0], pa.int64())},
    {"image": {"_type": "Image"}, "label": names}, compression="zstd")
hub("cifar100.parquet", {"img": images(4), "fine_label": pa.array([0, 1, 2, 0]), "coarse_label": pa.array([1, 0, 1, 1])},
    {"fine_label": names, "coarse_label": {"_type": "ClassLabel", "names": ["land", "sea"]}}, compression="gzip")
pq.write_table(pa.table({"picture": pa.array([b"a", b"b"]), "kind": pa.array(["dog", "cat"]).dictionary_encode()}), "texts.parquet")
pq.write_table(pa.table({"image": pa.array([{"bytes": None, "path": "a.png"}], pa.struct([("bytes", pa.binary()), ("path", pa.string())])),
                         "label": pa.array([0])}), "paths.parquet")
pq.write_table(pa.table({"image": images(2), "label": pa.array([0, None])}), "null-label.parquet")
pq.write_table(pa.table({"image": images(2), "label": pa.array([0.5, 1])}), "float-label.parquet")

# A repository of the hub in small: data/train-*.parquet in two parts and data/test-*.parquet, with real images. Image i is
# red 10 i, its column of pixels x has the green 40 x.
import io
import os
from PIL import Image


def png(i):
    picture = Image.new("RGB", (5, 4))
    picture.putdata([(10 * i, 40 * (p % 5), p // 5) for p in range(20)])
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def photos(first, end):
    return {"image": pa.array([{"bytes": png(i), "path": None} for i in range(first, end)], pa.struct([("bytes", pa.binary()), ("path", pa.string())])),
            "label": pa.array([i % 3 for i in range(first, end)], pa.int64()),
            "camera": pa.array(["old" if i % 2 else "new" for i in range(first, end)])}


os.makedirs("hub/data", exist_ok=True)
features = {"image": {"_type": "Image"}, "label": names, "camera": {"dtype": "string", "_type": "Value"}}
hub("hub/data/train-00000-of-00002.parquet", photos(0, 7), features, row_group_size=3)
hub("hub/data/train-00001-of-00002.parquet", photos(7, 12), features)
hub("hub/data/test-00000-of-00001.parquet", photos(12, 15), features)
