package layout

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"

	"tradeoff/diversity"
	"tradeoff/diversity/pool/internal/matlab"
)

// isMatlab tells MATLAB files by their first bytes.
func isMatlab(text []byte) bool {
	return bytes.HasPrefix(text, []byte(matlab.Prefix)) && len(text) > matlab.Header
}

// matlabNumbers are the numbers of the first vector in a file.
func matlabNumbers(text []byte) (numbers []int, err error) {
	err = eachMatlabMatrix(text, func(matrix []byte) (done bool, err error) {
		numbers, err = matlabVector(matrix)
		return numbers != nil, err
	})
	if err == nil && numbers == nil {
		err = wrong("a MATLAB file without a list of numbers")
	}
	return numbers, err
}

// matlabVariable are the numbers of the vector of a name.
func matlabVariable(text []byte, name string) (numbers []int, err error) {
	err = eachMatlabMatrix(text, func(matrix []byte) (done bool, err error) {
		var called []byte
		rest := matrix
		for range 3 { // flags, sizes, name
			if _, called, rest, err = matlabElement(rest); err != nil {
				return false, err
			}
		}
		if string(called) == name {
			numbers, err = matlabVector(matrix)
		}
		return numbers != nil, err
	})
	if err == nil && numbers == nil {
		err = wrong("a MATLAB file without a list of numbers %q", name)
	}
	return numbers, err
}

// eachMatlabMatrix hands on the matrices of a file until it is done.
func eachMatlabMatrix(text []byte, take func(matrix []byte) (done bool, err error)) error {
	if string(text[126:matlab.Header]) != matlab.Order {
		return wrong("a MATLAB file with the bytes in the other order")
	}
	for rest := text[matlab.Header:]; len(rest) > 0; {
		kind, data, after, err := matlabElement(rest)
		if err != nil {
			return err
		}
		if kind == matlab.Compressed {
			if kind, data, err = unpackMatlab(data); err != nil {
				return err
			}
			after = rest[min(len(rest), 8+int(binary.LittleEndian.Uint32(rest[4:]))):] // these are not padded
		}
		if kind == matlab.Matrix {
			if done, err := take(data); done || err != nil {
				return err
			}
		}
		rest = after
	}
	return nil
}

var errMatlab = errors.New("a MATLAB file that ends within an element")

// matlabElement cuts off the first element. One of at most four bytes has its size beside its kind.
func matlabElement(text []byte) (kind int, data, rest []byte, err error) {
	if len(text) < 8 {
		return 0, nil, nil, wrong("%w", errMatlab)
	}
	first := binary.LittleEndian.Uint32(text)
	if size := first >> 16; size > 0 {
		if size > 4 {
			return 0, nil, nil, wrong("%w", errMatlab)
		}
		return int(first & 0xffff), text[4 : 4+size], text[8:], nil
	}
	size := int64(binary.LittleEndian.Uint32(text[4:]))
	if size > int64(len(text)-8) {
		return 0, nil, nil, wrong("%w", errMatlab)
	}
	end := 8 + size
	return int(first), text[8:end], text[min(int64(len(text)), (end+7)&^7):], nil
}

func unpackMatlab(data []byte) (kind int, inner []byte, err error) {
	in, err := zlib.NewReader(bytes.NewReader(data))
	if err != nil {
		return 0, nil, wrong("a MATLAB file: %w", err)
	}
	text, err := io.ReadAll(io.LimitReader(in, maxText+1))
	if err != nil {
		return 0, nil, wrong("a MATLAB file: %w", err)
	}
	if len(text) > maxText {
		return 0, nil, wrong("a MATLAB file that unpacks to more than %d bytes", maxText)
	}
	kind, inner, _, err = matlabElement(text)
	return kind, inner, err
}

// matlabVector reads a matrix of one row or column; nil without an error if it is something else.
func matlabVector(text []byte) ([]int, error) {
	var parts [4][]byte // flags, sizes, name, values
	var kind int
	for i := range parts {
		var err error
		if len(text) == 0 && i == len(parts)-1 {
			return nil, nil
		}
		if kind, parts[i], text, err = matlabElement(text); err != nil {
			return nil, err
		}
	}
	if len(parts[0]) < 4 || !matlab.Numeric(parts[0][0]) || len(parts[1]) != 8 {
		return nil, nil
	}
	rows, columns := binary.LittleEndian.Uint32(parts[1]), binary.LittleEndian.Uint32(parts[1][4:])
	width, number := matlab.Number(kind)
	if rows != 1 && columns != 1 || width == 0 || len(parts[3]) == 0 {
		return nil, nil
	}
	if count := uint64(rows) * uint64(columns); count*uint64(width) != uint64(len(parts[3])) {
		return nil, wrong("a MATLAB file with %d bytes of values, expected %d x %d", len(parts[3]), rows, columns)
	}
	var out []int
	for at := 0; at < len(parts[3]); at += width {
		value := number(parts[3][at:])
		if value != math.Trunc(value) || math.Abs(value) > 1<<30 {
			return nil, wrong("a MATLAB file with the label %v, expected whole numbers", value)
		}
		out = append(out, int(value))
	}
	return out, nil
}

// labelList lists images in the order of their names by a list of labels in that order: lines, or a MATLAB file as of
// Oxford's flowers.
func (c *collection) labelList() error {
	if c.options.Labels == "" {
		return wrong("%s: the layout %s wants FolderOptions.Labels with the path of the list", c.base.title(), LabelList)
	}
	list, err := c.named(c.options.Labels)
	if err != nil {
		return err
	}
	labels, err := c.listedLabels(list)
	if err != nil {
		return err
	}
	if inner := onlyFolder(c.base); inner != nil && !c.base.hasImages() {
		c.base = inner
	}
	images := c.base.images()
	if len(images) != len(labels) {
		return wrong("%s has %d labels, %s has %s", list.path, len(labels), c.base.title(), count(len(images), "image"))
	}
	in, err := c.labelListPart(len(images))
	if err != nil {
		return err
	}
	last := ""
	for i, f := range images {
		number := lastNumber(f.name)
		if len(number) < len(last) || len(number) == len(last) && number <= last {
			return wrong("%s: the order of the names is not that of their numbers, so the labels in %s cannot be told apart: "+
				"write them as a table of path and label", f.path, list.path)
		}
		last = number
		if in == nil || in[i] {
			c.entries = append(c.entries, entry{file: f, class: labels[i]})
		}
	}
	c.note("label i in %s is that of image i in the order of names", list.path)
	return nil
}

// labelListParts is the file of the official parts of Oxford's flowers: for each the numbers of its images, from 1.
const labelListParts = "setid.mat"

// labelListPart tells which images are of the part that is asked for; nil: no part is.
func (c *collection) labelListPart(count int) (in []bool, err error) {
	if c.options.Split == "" {
		return nil, nil
	}
	name := map[string]string{"train": "trnid", "val": "valid", "test": "tstid"}[c.options.Split]
	list := c.root.file(labelListParts)
	if name == "" || list == nil {
		return nil, diversity.Invalid("FolderOptions.Split", fmt.Sprintf("%q", c.options.Split),
			"train, val or test where "+labelListParts+" lists them, else empty")
	}
	text, err := c.read(list)
	if err != nil {
		return nil, err
	}
	if !isMatlab(text) {
		return nil, wrong("%s is no MATLAB file of version 5", list.path)
	}
	numbers, err := matlabVariable(text, name)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", list.path, err)
	}
	in = make([]bool, count)
	for _, number := range numbers {
		if number < 1 || number > count || in[number-1] {
			return nil, wrong("%s: %s has the number %d, expected each of 1..%d at most once", list.path, name, number, count)
		}
		in[number-1] = true
	}
	c.split, c.usesSplit = c.options.Split, true
	return in, nil
}

func onlyFolder(f *folder) *folder {
	if len(f.folders) != 1 {
		return nil
	}
	return f.folders[0]
}

// lastNumber are the digits at the end of a name, without its extension and zeros in front.
func lastNumber(name string) string {
	stem, _, _ := strings.Cut(name, ".")
	digits := stem[len(strings.TrimRight(stem, "0123456789")):]
	return strings.TrimLeft(digits, "0")
}

func (c *collection) listedLabels(list *file) ([]string, error) {
	text, err := c.read(list)
	if err != nil {
		return nil, err
	}
	var labels []string
	if isMatlab(text) {
		numbers, err := matlabNumbers(text)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", list.path, err)
		}
		for _, number := range numbers {
			labels = append(labels, fmt.Sprint(number))
		}
		return labels, nil
	}
	return labels, c.lines(list, func(_ int, line string) error {
		labels = append(labels, strings.TrimSpace(line))
		return nil
	})
}
