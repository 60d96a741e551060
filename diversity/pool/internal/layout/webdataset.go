package layout

import (
	"encoding/json"
	"errors"
	"io"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"tradeoff/diversity/internal/regular"
)

// Bounds of the files beside an image that say its class.
const (
	maxClassFile = 4 << 10
	maxJSONFile  = 1 << 20
)

// sampleKey is the name of a sample, up to the first dot of its last name, and the rest.
func sampleKey(f *file) (key, extension string) {
	stem, extension, _ := strings.Cut(f.name, ".")
	return path.Join(path.Dir(f.path), stem), strings.ToLower(extension)
}

// isLabelFile tells files that say the class of the sample whose name they have.
func isLabelFile(extension string) bool {
	return slices.Contains([]string{"cls", "cls.txt", "label", "label.txt", "class", "json"}, extension)
}

// isWebDataset tells a folder of samples: an image and, of the same name, its class.
func isWebDataset(f *folder) bool {
	labelled := map[string]bool{}
	for _, file := range f.files {
		if key, extension := sampleKey(file); isLabelFile(extension) {
			labelled[key] = true
		}
	}
	return len(labelled) > 0 && slices.ContainsFunc(f.images(), func(file *file) bool {
		key, extension := sampleKey(file)
		return labelled[key] && !isLabelFile(extension)
	})
}

// shards are the tar archives in a folder.
func (f *folder) shards() []*file {
	var out []*file
	for _, file := range f.files {
		if strings.EqualFold(path.Ext(file.name), ".tar") {
			out = append(out, file)
		}
	}
	return out
}

// hasShards reports whether a folder on disk holds tar archives and nothing else that could be images.
func (d *detection) hasShards(f *folder) bool {
	shards := f.shards()
	return len(shards) > 0 && d.source.onDisk() != "" && len(shards) == len(f.images()) && !holdsImagesBelow(f)
}

func holdsImagesBelow(f *folder) bool { return slices.ContainsFunc(f.folders, holdsImages) }

// isClassArchives tells tar archives that hold images without a label beside them.
func (d *detection) isClassArchives(f *folder) bool {
	if !d.hasShards(f) {
		return false
	}
	first, err := d.openShard(f.shards()[0])
	if err != nil {
		return false // the error comes where it is read
	}
	labelled := false
	first.root.walk(func(inner *folder) { labelled = labelled || isWebDataset(inner) })
	return !labelled && holdsImages(first.root)
}

// fileAt reads a file that is open only while it is read, since a data set may have thousands of them.
type fileAt string

// ReadAt implements io.ReaderAt.
func (f fileAt) ReadAt(p []byte, offset int64) (n int, err error) {
	file, err := regular.Open(string(f))
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	n, err = file.ReadAt(p, offset)
	if n == len(p) && errors.Is(err, io.EOF) {
		err = nil
	}
	return n, err
}

// openShard reads the headers of a tar archive within a folder on disk.
func (d *detection) openShard(shard *file) (*tarArchive, error) {
	name := filepath.Join(d.source.onDisk(), filepath.FromSlash(shard.path))
	file, err := regular.Open(name)
	if err != nil {
		return nil, err
	}
	start := make([]byte, sniffSize)
	if _, err := file.ReadAt(start, 0); err != nil || !isTar(start) {
		return nil, errors.Join(wrong("%s is %s, expected a tar archive", shard.path, describe(start)), err, file.Close())
	}
	t, err := openTar(d.ctx, file, shard.size, shard.path, file)
	if err = errors.Join(err, file.Close()); err != nil {
		return nil, wrong("%s: %w", shard.path, err)
	}
	t.at = fileAt(name)
	return t, nil
}

// eachShard visits the tar archives of the folder that is listed, whose files then are named SHARD/file.
func (c *collection) eachShard(visit func(shard *file, root *folder) error) error {
	shards := c.base.shards()
	if c.source.onDisk() == "" && len(shards) > 0 {
		return wrong("%s: a tar archive within an archive: unpack the outer one", shards[0].path)
	}
	for _, shard := range shards {
		t, err := c.openShard(shard)
		if err != nil {
			return err
		}
		t.root.prune(Options{})
		t.root.walk(func(f *folder) {
			for _, file := range f.files {
				file.path, file.time = shard.path+"/"+file.path, shard.time
			}
		})
		if err := visit(shard, t.root); err != nil {
			return err
		}
	}
	return nil
}

// classArchives lists CLASS.tar.
func (c *collection) classArchives() error {
	return c.eachShard(func(shard *file, root *folder) error {
		class := strings.TrimSuffix(shard.name, path.Ext(shard.name))
		c.groups[class] = ""
		root.walk(func(f *folder) {
			for _, file := range f.images() {
				c.entries = append(c.entries, entry{file: file, class: class})
			}
		})
		return nil
	})
}

// webDataset lists samples: of the archive itself, or of the shards in a folder.
func (c *collection) webDataset() error {
	if shards := c.base.shards(); len(shards) > 0 {
		c.note("%s", count(len(shards), "shard"))
		return errors.Join(c.eachShard(func(_ *file, root *folder) error { return c.samples(root) }), c.readClassNames())
	}
	return errors.Join(c.samples(c.base), c.readClassNames())
}

// samples adds the images of a folder and those in it, with the classes in the files beside them.
func (c *collection) samples(root *folder) (err error) {
	root.walk(func(f *folder) {
		if err == nil {
			err = c.folderSamples(f)
		}
	})
	return err
}

func (c *collection) folderSamples(f *folder) error {
	labels, images := map[string]*file{}, map[string]*file{}
	for _, file := range f.files {
		key, extension := sampleKey(file)
		switch {
		case isLabelFile(extension) && (labels[key] == nil || extension != "json"): // a .cls goes before
			labels[key] = file
		case isLabelFile(extension):
		case isNoImage(file.name):
			c.noImages = append(c.noImages, file.path)
		case images[key] != nil:
			return wrong("%s and %s: two images of one sample", images[key].path, file.path)
		default:
			images[key] = file
		}
	}
	for key, image := range images {
		label := labels[key]
		if label == nil {
			return wrong("%s has no file %s.cls or .json with its class", image.path, key)
		}
		class, err := c.sampleClass(label)
		if err != nil {
			return err
		}
		c.entries = append(c.entries, entry{file: image, class: class})
	}
	return nil
}

// sampleClass reads the class of a sample.
func (c *collection) sampleClass(f *file) (string, error) {
	_, extension := sampleKey(f)
	limit := int64(maxClassFile)
	if extension == "json" {
		limit = maxJSONFile
	}
	text, err := c.source.read(f, limit)
	if err != nil {
		return "", err
	}
	class := strings.TrimSpace(string(text))
	if extension == "json" {
		if class, err = classOfJSON(text); err != nil {
			return "", wrong("%s: %w", f.path, err)
		}
	}
	if class == "" || strings.ContainsAny(class, "\n\x00") || len(class) > 200 {
		return "", wrong("%s holds the class %.200q, expected one line", f.path, class)
	}
	return class, nil
}

// classOfJSON finds the class in an object.
func classOfJSON(text []byte) (string, error) {
	var object map[string]any
	in := json.NewDecoder(strings.NewReader(string(text)))
	in.UseNumber()
	if err := in.Decode(&object); err != nil {
		return "", err
	}
	keys := append([]string{"cls"}, Columns{}.all()[labelColumn].usual...)
	for _, key := range keys {
		if class := plainText(object[key]); class != "" {
			return class, nil
		}
	}
	return "", errors.New("no class, expected one of the keys " + strings.Join(keys, ", "))
}

// readClassNames reads classnames.txt, whose lines are the names of the classes 0, 1, ...
func (c *collection) readClassNames() error {
	list := c.find("classnames.txt")
	if list == nil {
		return nil
	}
	number := 0
	return c.lines(list, func(_ int, line string) error {
		c.words[strconv.Itoa(number)] = line
		number++
		return nil
	})
}
