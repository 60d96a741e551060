package layout

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// wordFiles hold lines of a synset and its words, as ImageNet, its copy on Kaggle, Caffe and Tiny-ImageNet have them.
func wordFiles() []string {
	return []string{"LOC_synset_mapping.txt", "synset_words.txt", "words.txt"}
}

// find looks for a file in the folders around the images, the innermost first.
func (d *detection) find(names ...string) *file {
	for _, f := range slices.Backward(d.above) {
		for _, name := range names {
			if file := f.file(name); file != nil {
				return file
			}
		}
	}
	return nil
}

// readWords reads names of classes where there is a list of synsets.
func (c *collection) readWords() (map[string]string, error) {
	list := c.find(wordFiles()...)
	if list == nil {
		return nil, nil
	}
	words := map[string]string{}
	err := c.lines(list, func(number int, line string) error {
		id, name, found := strings.Cut(line, "\t")
		if !found {
			id, name, found = strings.Cut(line, " ")
		}
		if !found {
			return wrong("%s: line %d: %.80q, expected a synset and its words", list.path, number, line)
		}
		words[id] = strings.TrimSpace(name)
		return nil
	})
	if err == nil {
		c.note("names of classes from %s", list.path)
	}
	return words, err
}

// lines reads a text file line by line, without empty ones.
func (d *detection) lines(f *file, each func(number int, line string) error) error {
	text, err := d.read(f)
	if err != nil {
		return err
	}
	in := bufio.NewScanner(bytes.NewReader(bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))))
	in.Buffer(nil, maxLine)
	for number := 1; in.Scan(); number++ {
		line := strings.TrimRight(in.Text(), "\r ")
		if line == "" {
			continue
		}
		if err := each(number, line); err != nil {
			return err
		}
	}
	if errors.Is(in.Err(), bufio.ErrTooLong) {
		return wrong("%s: a line of more than %d bytes", f.path, maxLine)
	}
	if in.Err() != nil {
		return fmt.Errorf("%s: %w", f.path, in.Err())
	}
	return nil
}

const maxLine = 1 << 20 // bytes
