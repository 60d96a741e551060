package pool

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"tradeoff/diversity"
)

// FolderOptions says how [Folder] reads images. The zero value keeps three channels and the images' own size.
type FolderOptions struct {
	Gray bool `json:"gray,omitempty"` // one channel of luminance instead of red, green and blue
	// pixels, 1..16384: resize (stretch) every image; 0: all images must have one size
	Height int `json:"height,omitempty"`
	Width  int `json:"width,omitempty"` // set with Height
}

// Validate returns an error wrapping [diversity.ErrInvalid] that names the first field out of its range.
func (o FolderOptions) Validate() error {
	if o.Height < 0 || o.Height > maxSide || (o.Height == 0) != (o.Width == 0) {
		return diversity.Invalid("FolderOptions.Height", o.Height,
			fmt.Sprintf("1..%d, set together with Width, or both 0", maxSide))
	}
	if o.Width < 0 || o.Width > maxSide {
		return diversity.Invalid("FolderOptions.Width", o.Width,
			fmt.Sprintf("1..%d, set together with Height, or both 0", maxSide))
	}
	return nil
}

func (o FolderOptions) channels() int {
	if o.Gray {
		return 1
	}
	return 3
}

// Folder opens a folder of images, dir/class/image or dir/group/class/image (groups are superclasses), in sorted order.
// Images are PNG, JPEG or GIF (the first frame), told by their content; transparent pixels show black. Names that begin
// with a dot and files directly in dir are ignored. Class IDs are "class" or "group/class". Resizing computes in
// floating point: another kind of processor may round a pixel otherwise, and then finds the content changed. Resize
// beforehand to share a study.
//
// Errors about the content wrap [ErrFormat] and name the file or the class.
func Folder(dir string, o FolderOptions) (Pool, error) {
	if err := o.Validate(); err != nil {
		return Pool{}, err
	}
	listing, err := listFolder(dir)
	if err != nil {
		return Pool{}, err
	}
	content, err := readFolder(listing, o)
	if err != nil {
		return Pool{}, err
	}
	l, err := newMemory(content)
	if err != nil {
		return Pool{}, fmt.Errorf("%w: %s: %w", ErrFormat, dir, err)
	}
	origin := spec{Source: sourceFolder, Dir: absolute(dir), Options: &o}
	return newPool(&source{origin: origin, layer: l, digest: onceDigest(l)}), nil
}

// folderClass is a class on disk.
type folderClass struct {
	id, group string
	files     []string
}

func listFolder(dir string) ([]folderClass, error) {
	names, _, err := listDir(dir)
	if err != nil {
		return nil, err
	}
	var classes []folderClass
	depth := ""
	for _, name := range names {
		inner, files, err := listDir(filepath.Join(dir, name))
		if err != nil {
			return nil, err
		}
		kind := "classes (folders of images)"
		if len(inner) > 0 {
			kind = "groups (folders of classes)"
		}
		if len(inner) > 0 && len(files) > 0 {
			return nil, fmt.Errorf("%w: %s holds both folders and files (%s): expected one or the other", ErrFormat,
				filepath.Join(dir, name), files[0])
		}
		if depth != "" && depth != kind {
			return nil, fmt.Errorf("%w: %s: expected %s as in the folders before it", ErrFormat, filepath.Join(dir, name), depth)
		}
		depth = kind
		added, err := listClasses(dir, name, inner)
		if err != nil {
			return nil, err
		}
		classes = append(classes, added...)
	}
	if len(classes) == 0 {
		return nil, fmt.Errorf("%w: %s: no class, expected a folder of images for each class", ErrFormat, dir)
	}
	return classes, nil
}

// listClasses lists the class in dir/name, or, if it has inner folders, the classes in them.
func listClasses(dir, name string, inner []string) ([]folderClass, error) {
	if len(inner) == 0 {
		c, err := listClass(dir, name, "")
		return []folderClass{c}, err
	}
	var classes []folderClass
	for _, leaf := range inner {
		c, err := listClass(dir, name+"/"+leaf, name)
		if err != nil {
			return nil, err
		}
		classes = append(classes, c)
	}
	return classes, nil
}

func listClass(dir, id, group string) (folderClass, error) {
	path := filepath.Join(dir, filepath.FromSlash(id))
	inner, files, err := listDir(path)
	if err != nil {
		return folderClass{}, err
	}
	if len(inner) > 0 {
		return folderClass{}, fmt.Errorf("%w: %s: expected images only, no folder, in a class", ErrFormat,
			filepath.Join(path, inner[0]))
	}
	if len(files) == 0 {
		return folderClass{}, fmt.Errorf("%w: class %s (%s) is empty: expected at least one image", ErrFormat, id, path)
	}
	c := folderClass{id: id, group: group}
	for _, name := range files {
		c.files = append(c.files, filepath.Join(path, name))
	}
	return c, nil
}

// listDir lists what is in a folder, sorted by name byte by byte, without hidden names.
func listDir(dir string) (folders, files []string, err error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, nil, fmt.Errorf("pool: image folder: %w", err)
	}
	for _, entry := range entries {
		if strings.HasPrefix(entry.Name(), ".") {
			continue
		}
		info, err := os.Stat(filepath.Join(dir, entry.Name())) // follows links
		if err != nil {
			return nil, nil, fmt.Errorf("pool: image folder: %w", err)
		}
		if info.IsDir() {
			folders = append(folders, entry.Name())
		} else {
			files = append(files, entry.Name())
		}
	}
	slices.Sort(folders)
	slices.Sort(files)
	return folders, files, nil
}
