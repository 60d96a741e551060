package main

import (
	"flag"
	"fmt"
	"regexp"
	"strings"

	"tradeoff/diversity/pool"
)

// folderFlags are the options of pool.Folder on a command line.
func folderFlags(set *flag.FlagSet) *pool.FolderOptions {
	o := &pool.FolderOptions{}
	set.BoolVar(&o.Gray, "gray", false, "one channel of luminance")
	set.IntVar(&o.Height, "height", 0, "resize to this height, with --width (default the images' own size)")
	set.IntVar(&o.Width, "width", 0, "resize to this width")
	set.StringVar((*string)(&o.Fit), "fit", "", "of other proportions: \"crop\" or \"pad\" (default each side by itself)")
	set.StringVar(&o.Background, "background", "", "of transparent images: \"black\" or \"#rrggbb\" (default white)")
	set.BoolVar(&o.IgnoreOrientation, "ignore-orientation", false, "leave photographs as the camera held them")
	set.BoolVar(&o.Scaled, "scaled", false, "decode large JPEGs at a part of their size: faster, slightly other pixels")
	set.Func("on-bad", "\"skip\" leaves files out that are no whole images (default an error)", func(text string) error {
		o.OnBad = pool.OnBad(text)
		if o.OnBad != pool.Skip {
			return fmt.Errorf("want %q", pool.Skip)
		}
		return nil
	})
	set.BoolVar(&o.AllowEmpty, "allow-empty", false, "leave classes without an image out")
	listingFlags(set, o)
	return o
}

// listingFlags are the options that decide what is listed.
func listingFlags(set *flag.FlagSet, o *pool.FolderOptions) {
	set.StringVar(&o.Layout, "layout", "", "such as \"group/class\" or \"any depth\" (default what is recognised)")
	set.StringVar(&o.Split, "split", "", "\"train\", \"val\" or \"test\" (default train, where there are splits)")
	set.StringVar(&o.Labels, "labels", "", "a table, list or file of labels, within the folder or elsewhere (default what is found)")
	set.Func("column", "`KIND=NAME` of a column or array: path, image, label, group, source or split; may be repeated",
		func(text string) error { return setColumn(&o.Columns, text) })
	for _, list := range []struct {
		name, usage string
		patterns    *[]string
	}{
		{"include", "only files that match a `pattern` such as \"*.png\" or \"cats/**\"; may be repeated", &o.Include},
		{"exclude", "no files and folders that match a `pattern` such as \"*_mask.png\"; may be repeated", &o.Exclude},
	} {
		set.Func(list.name, list.usage, func(pattern string) error {
			*list.patterns = append(*list.patterns, pattern)
			return nil
		})
	}
}

// setColumn sets the name of one column.
func setColumn(c *pool.Columns, text string) error {
	kind, name, _ := strings.Cut(text, "=")
	column := map[string]*string{
		"path": &c.Path, "image": &c.Image, "label": &c.Label, "group": &c.Group, "source": &c.Source, "split": &c.Split,
	}[kind]
	if column == nil || name == "" {
		return fmt.Errorf("want KIND=NAME such as label=species, with path, image, label, group, source or split")
	}
	*column = name
	return nil
}

// flagError is an error of pool.Folder in the words of a command line.
type flagError struct{ error }

// Error names flags instead of the fields that they set.
func (e flagError) Error() string { return flagWords(e.error.Error()) }

// Unwrap is the error as package pool knows it.
func (e flagError) Unwrap() error { return e.error }

// inFlags is an error in the words of a command line; nil stays nil.
func inFlags(err error) error {
	if err == nil {
		return nil
	}
	return flagError{err}
}

var (
	folderColumn = regexp.MustCompile(`FolderOptions\.Columns\.(\w+)(?: and (Label)\b)?`)
	folderPair   = regexp.MustCompile(`FolderOptions\.(\w+) and (Width|Fit|Split)\b`)
	folderField  = regexp.MustCompile(`FolderOptions\.(\w+)( = )?`)
)

// flagWords replaces names of fields of pool.FolderOptions by those of flags.
func flagWords(text string) string {
	text = strings.NewReplacer(
		"FolderOptions.OnBad: pool.Skip", "--on-bad skip", "together with Width", "together with --width",
		"together with Height", "together with --height", "without Height and Width", "without --height and --width",
	).Replace(text)
	text = folderColumn.ReplaceAllStringFunc(text, func(found string) string {
		names := folderColumn.FindStringSubmatch(found)
		words := "--column " + strings.ToLower(names[1]) + "=NAME"
		if names[2] != "" {
			words += " and --column " + strings.ToLower(names[2]) + "=NAME"
		}
		return words
	})
	text = folderPair.ReplaceAllString(text, "FolderOptions.$1 and FolderOptions.$2")
	return folderField.ReplaceAllStringFunc(text, func(found string) string {
		names := folderField.FindStringSubmatch(found)
		flag := "--" + kebab(names[1])
		if names[1] == "Columns" {
			flag = "--column"
		}
		return flag + strings.Replace(names[2], " = ", " ", 1)
	})
}

// kebab is ignore-orientation of IgnoreOrientation.
func kebab(field string) string {
	var out strings.Builder
	for i, r := range field {
		if i > 0 && r >= 'A' && r <= 'Z' {
			out.WriteByte('-')
		}
		out.WriteRune(r)
	}
	return strings.ToLower(out.String())
}
