package study

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"tradeoff/diversity/internal/regular"
	"tradeoff/diversity/study/internal/layout"
	"tradeoff/diversity/study/internal/sealed"
)

// Accept takes the study.json of a directory that was edited by hand as it is, and returns its study: the file is set
// aside as study.json.damaged-<n> and written anew with its checksum. It has to describe a valid study, with pools that
// open here; results that it has in common with the study before are used. A file that needs no mending stays as it is.
// Errors are those of [Open], wrap diversity.ErrInvalid and name the field, or wrap ErrDamaged and say where the text
// is no JSON.
func Accept(dir string) (Study, error) {
	s, err := ReadDir(dir)
	if !errors.Is(err, ErrDamaged) {
		return s, err
	}
	text, err := regular.Read(layout.Dir(dir).Spec(), sealed.MaxBytes)
	if err != nil {
		return Study{}, fmt.Errorf("study: %w", err)
	}
	if s, err = editedStudy(text); err != nil {
		return Study{}, fmt.Errorf("study: %s: %w", layout.Dir(dir).Spec(), err)
	}
	store, err := Open(s, dir)
	if err != nil {
		return Study{}, err
	}
	return s, store.Close()
}

// editedStudy reads a study.json whatever its checksum says.
func editedStudy(text []byte) (Study, error) {
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	var file struct {
		Content *layout.SpecFile `json:"content"`
	}
	if err := json.Unmarshal(text, &file); err != nil {
		return Study{}, fmt.Errorf("%w: %w", ErrDamaged, withLine(text, err))
	}
	if file.Content == nil || file.Content.Study == nil {
		return Study{}, fmt.Errorf("%w: it does not read {checksum, content: {format, hash, study}}", ErrDamaged)
	}
	var s Study
	if err := json.Unmarshal(file.Content.Study, &s); err != nil {
		return Study{}, err
	}
	return s, nil
}

// withLine adds the line and column to an error of reading JSON.
func withLine(text []byte, err error) error {
	var syntax *json.SyntaxError
	if !errors.As(err, &syntax) {
		return err
	}
	before := text[:min(int(syntax.Offset), len(text))]
	line := 1 + bytes.Count(before, []byte("\n"))
	return fmt.Errorf("line %d, column %d: %w", line, len(before)-1-bytes.LastIndexByte(before, '\n'), err)
}
