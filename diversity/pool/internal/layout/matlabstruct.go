package layout

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"
	"unicode/utf16"
)

// The classes of MATLAB's matrices that are read beside numbers.
const (
	matlabStruct = 2
	matlabText   = 4
)

// matlabRecords are the values of some fields, as text, of every element of the first array of structures that has
// them. Numbers are whole ones.
func matlabRecords(text []byte, fields ...string) (records [][]string, err error) {
	err = eachMatlabMatrix(text, func(matrix []byte) (done bool, err error) {
		records, err = matlabStructs(matrix, fields)
		return records != nil, err
	})
	if err == nil && records == nil {
		err = wrong("a MATLAB file without structures of %q", fields)
	}
	return records, err
}

// matlabStructs reads a matrix of structures with these fields; nil without an error if it is something else. Its parts
// are flags, sizes, its name, the length of the names of fields, the names, and the values, each a matrix, element by
// element.
func matlabStructs(text []byte, fields []string) ([][]string, error) {
	var parts [5][]byte
	for i := range parts {
		var err error
		if _, parts[i], text, err = matlabElement(text); err != nil {
			return nil, err
		}
		if i == 0 && (len(parts[0]) < 4 || parts[0][0] != matlabStruct) {
			return nil, nil
		}
	}
	places, count, err := matlabFields(parts[3], parts[4], fields)
	if places == nil || err != nil {
		return nil, err
	}
	elements := matlabCount(parts[1])
	if elements < 1 || elements*uint64(count) > uint64(len(text)/8) { // every value has a head of 8 bytes
		return nil, wrong("a MATLAB file of %d structures in %d bytes", elements, len(text))
	}
	records := make([][]string, elements)
	for i := range records {
		values := make([]string, count)
		for at := range values {
			var value []byte
			if _, value, text, err = matlabElement(text); err != nil {
				return nil, err
			}
			if slices.Contains(places, at) {
				if values[at], err = matlabValue(value); err != nil {
					return nil, fmt.Errorf("%w (structure %d)", err, i+1)
				}
			}
		}
		for _, at := range places {
			records[i] = append(records[i], values[at])
		}
	}
	return records, nil
}

// matlabFields are the places of some of the fields, nil if one is missing, and the number of all.
func matlabFields(length, names []byte, wanted []string) (places []int, count int, err error) {
	if len(length) != 4 {
		return nil, 0, wrong("%w", errMatlab)
	}
	width := int(binary.LittleEndian.Uint32(length))
	if width < 1 || width > len(names) {
		return nil, 0, nil
	}
	var all []string
	for at := 0; at+width <= len(names); at += width {
		name, _, _ := bytes.Cut(names[at:at+width], []byte{0})
		all = append(all, string(name))
	}
	for _, name := range wanted {
		at := slices.Index(all, name)
		if at < 0 {
			return nil, 0, nil
		}
		places = append(places, at)
	}
	return places, len(all), nil
}

// matlabCount is the number of elements of a matrix of these sizes; 0 if it cannot be.
func matlabCount(sizes []byte) uint64 {
	if len(sizes) < 8 || len(sizes)%4 != 0 {
		return 0
	}
	count := uint64(1)
	for ; len(sizes) > 0; sizes = sizes[4:] {
		if count *= uint64(binary.LittleEndian.Uint32(sizes)); count > maxText {
			return 0
		}
	}
	return count
}

// matlabValue is a matrix that is a text or a whole number.
func matlabValue(matrix []byte) (string, error) {
	if len(matrix) < 12 {
		return "", wrong("a MATLAB file with a value of %d bytes", len(matrix))
	}
	if _, flags, _, err := matlabElement(matrix); err != nil || len(flags) < 4 || flags[0] != matlabText {
		numbers, err := matlabVector(matrix)
		if err == nil && len(numbers) != 1 {
			err = wrong("a MATLAB file with a value that is no text and no number")
		}
		if err != nil {
			return "", err
		}
		return fmt.Sprint(numbers[0]), nil
	}
	var kind int
	var part []byte
	for range 4 { // flags, sizes, name, letters
		if len(matrix) == 0 {
			return "", nil // without letters
		}
		var err error
		if kind, part, matrix, err = matlabElement(matrix); err != nil {
			return "", err
		}
	}
	return matlabLetters(kind, part)
}

// matlabLetters are text in one of the forms that MATLAB writes.
func matlabLetters(kind int, data []byte) (string, error) {
	const int8s, uint8s, uint16s, utf8s, utf16s = 1, 2, 4, 16, 17
	switch kind {
	case int8s, uint8s, utf8s:
		return string(bytes.ToValidUTF8(data, []byte("\ufffd"))), nil
	case uint16s, utf16s:
		var units []uint16
		for ; len(data) >= 2; data = data[2:] {
			units = append(units, binary.LittleEndian.Uint16(data))
		}
		return string(utf16.Decode(units)), nil
	}
	return "", wrong("a MATLAB file with letters of kind %d", kind)
}
