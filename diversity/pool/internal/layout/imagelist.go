package layout

import (
	"fmt"
	"path"
	"strings"
)

// imageList lists the images that a list names, one a line: the name of an image, with or without its folder and
// extension, and what follows it. The official parts of many collections are such lists. The class is what follows the
// name, unless that is numbers alone; else the folder in the name; else the name without the number at its end.
func (c *collection) imageList() error {
	if c.options.Labels == "" {
		return wrong("%s: the layout %s wants FolderOptions.Labels with the path of the list", c.base.title(), ImageList)
	}
	list, err := c.named(c.options.Labels)
	if err != nil {
		return err
	}
	find, images := c.finder(list), c.pictures()
	lines := map[*file]int{}
	err = c.lines(list, func(number int, line string) error {
		f, class, err := c.listedImage(strings.TrimSpace(line), images, find)
		if err != nil {
			return fmt.Errorf("%s: line %d: %w", list.path, number, err)
		}
		if f == nil {
			return nil
		}
		if before := lines[f]; before > 0 {
			return wrong("%s: lines %d and %d are both about %s", list.path, before, number, f.path)
		}
		lines[f], c.groups[class] = number, ""
		c.entries = append(c.entries, entry{file: f, class: class})
		return nil
	})
	c.note("%s of the list %s", count(len(lines), "image"), list.path)
	return err
}

// listedImage is the image of a line and its class; nil for a comment.
func (c *collection) listedImage(line, images string, find func(string) (*file, error)) (*file, string, error) {
	name, rest, _ := strings.Cut(line, " ")
	if strings.HasPrefix(name, "#") {
		return nil, "", nil
	}
	f, err := find(path.Join(images, name))
	if err != nil {
		return nil, "", err
	}
	if !strings.HasSuffix("/"+stemOf(f.path), "/"+stemOf(name)) && !strings.HasSuffix("/"+stemOf(f.path), "/"+name) {
		return nil, "", wrong("%.200q: there is no such file", name)
	}
	class := listedClass(name, strings.TrimSpace(rest))
	if class == "" {
		return nil, "", wrong("%.200q: expected a class behind the name, a folder in it, or a name such as cat_12", name)
	}
	return f, class, nil
}

// pictures is the path of the folder within what is listed that says no more than that images are there; "" if there is
// none.
func (c *collection) pictures() string {
	for _, f := range c.base.folders {
		if isPictureFolder(f.name) {
			return f.path
		}
	}
	return c.base.path
}

func stemOf(name string) string { return strings.TrimSuffix(name, path.Ext(name)) }

// listedClass is the class by a line of a list.
func listedClass(name, rest string) string {
	switch dir := path.Dir(name); {
	case strings.Trim(rest, "0123456789 \t") != "":
		return rest
	case dir != ".":
		return dir
	}
	return prefixOf(name)
}

// prefixOf is the class in a name such as CLASS_12.jpg; "" if it has none.
func prefixOf(name string) string {
	stem := stemOf(name)
	class := strings.TrimRight(strings.TrimRight(stem, "0123456789"), "_- .")
	if class == stem {
		return ""
	}
	return class
}
