package layout

import (
	"regexp"
	"slices"
)

// packedArrays is an error if an archive holds files of many images each, and nothing else that may be an image: those
// are opened by their names on disk only, where parts of them are read without the rest.
func (d *detection) packedArrays(f *folder) error {
	_, onDisk := d.source.(*disk)
	if arrays := firstArrays(f); arrays != nil && !onDisk && !mayHoldImages(f) {
		return unpackFirst(f, arrays)
	}
	return nil
}

func unpackFirst(f *folder, arrays *file) error {
	return wrong("%s holds %s, no image file: files of many images (IDX, CIFAR, NumPy, Parquet) are opened where they lie "+
		"unpacked on disk: unpack it (unzip, tar -xf) and name the folder of these files", f.title(), arrays.path)
}

// arraysName are the names of files of many images, and of archives of them as they are downloaded.
var arraysName = regexp.MustCompile(`(?i)(\.parquet|\.np[yz]|-idx\d-[a-z]+(\.gz)?|_batch(_\d)?\.bin|^(train|test)\.bin|` +
	`cifar-100?-binary\.(tar\.gz|tgz|zip)|emnist.*\.(zip|gz))$`)

// firstArrays is the first file of many images anywhere in a folder; nil if there is none.
func firstArrays(f *folder) (found *file) {
	f.walk(func(inner *folder) {
		at := slices.IndexFunc(inner.files, func(file *file) bool { return arraysName.MatchString(file.name) })
		if found == nil && at >= 0 {
			found = inner.files[at]
		}
	})
	return found
}

// mayHoldImages reports whether another file anywhere in a folder may be an image.
func mayHoldImages(f *folder) (may bool) {
	f.walk(func(inner *folder) {
		may = may || slices.ContainsFunc(inner.files, func(file *file) bool {
			return !isNoImage(file.name) && !arraysName.MatchString(file.name)
		})
	})
	return may
}
