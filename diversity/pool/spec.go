package pool

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"tradeoff/diversity"
	"tradeoff/diversity/pool/internal/layout"
)

// The kinds of source in a spec.
const (
	sourceOmniglot = "omniglot"
	sourceIDX      = "idx"
	sourceFolder   = "folder"
	sourceMemory   = "memory"
)

// spec is a pool in JSON.
type spec struct {
	Source  string         `json:"source"`
	Part    string         `json:"part,omitempty"`    // omniglot, and sources given to Register
	Name    string         `json:"name,omitempty"`    // memory
	Images  string         `json:"images,omitempty"`  // idx: path
	Labels  string         `json:"labels,omitempty"`  // idx: path
	Dir     string         `json:"dir,omitempty"`     // folder: path
	Options *FolderOptions `json:"options,omitempty"` // folder
	Reader  int            `json:"reader,omitempty"`  // folder: version of what decoded its images; not checked
	Content string         `json:"content,omitempty"` // digest of classes and images; not checked if absent
	Steps   []step         `json:"steps,omitempty"`
	Absent  bool           `json:"absent,omitempty"` // see [WithoutImages]
}

// step is one change to a pool; exactly one field is set.
type step struct {
	Rotations int         `json:"rotations,omitempty"`
	Distort   *Distortion `json:"distort,omitempty"`
	Groups    []string    `json:"groups,omitempty"`
	Named     string      `json:"named,omitempty"`

	Only       []string `json:"only,omitempty"`
	Without    []string `json:"without,omitempty"`
	AtLeast    *int     `json:"at_least,omitempty"`
	Cap        *capping `json:"cap,omitempty"`
	Grouped    Table    `json:"grouped,omitempty"`    // superclass by BaseID
	NamedFrom  Table    `json:"named_from,omitempty"` // name by BaseID
	Relabelled bool     `json:"relabelled,omitempty"`
}

// MarshalJSON writes where the pool comes from (absolute paths), a digest of its content, and its steps. Equal pools in
// different places differ in the paths: compare [Pool.Digest] instead.
func (p Pool) MarshalJSON() ([]byte, error) {
	if err := p.known(); err != nil {
		return nil, err
	}
	content, err := p.state.source.digest()
	if err != nil {
		return nil, err
	}
	out := p.state.source.origin
	out.Content, out.Steps = content, p.state.steps
	return json.Marshal(out)
}

// UnmarshalJSON opens the pool again. The error wraps [ErrContent] if the content changed since, [ErrNotReopenable]
// for a pool from [New], [ErrFormat] if a file is bad, [diversity.ErrInvalid] if a value is out of range.
func (p *Pool) UnmarshalJSON(data []byte) error {
	s, err := readSpec(data)
	if err != nil {
		return err
	}
	if s.Absent {
		*p, err = s.absent()
		return err
	}
	opened, err := s.openAsBefore()
	if err != nil {
		return err
	}
	for _, step := range s.Steps {
		opened = opened.then(step)
	}
	if err := opened.Validate(); err != nil {
		return err
	}
	*p = opened
	return nil
}

func readSpec(data []byte) (spec, error) {
	var s spec
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&s); err != nil {
		return spec{}, fmt.Errorf("%w: pool in JSON: %w", ErrFormat, err)
	}
	if _, err := decoder.Token(); err != io.EOF {
		return spec{}, fmt.Errorf("%w: pool in JSON: text after the value", ErrFormat)
	}
	for i, step := range s.Steps {
		if n := step.fields(); n != 1 {
			return spec{}, fmt.Errorf("%w: pool in JSON: step %d sets %d of its fields: expected one",
				ErrFormat, i, n)
		}
	}
	return s, nil
}

// openAsBefore opens a pool whose content is as it was. A folder written down without its layout, before others were
// recognised, was class folders or groups of them: if it looks like something else now, it is tried as these.
func (s spec) openAsBefore() (Pool, error) {
	opened, err := s.openChecked()
	if err == nil || s.Source != sourceFolder || s.Content == "" || s.Options != nil && s.Options.Layout != "" ||
		!errors.Is(err, ErrFormat) && !errors.Is(err, ErrContent) && !errors.Is(err, diversity.ErrInvalid) {
		return opened, err
	}
	for _, name := range []string{layout.ClassFolders, layout.GroupClass} {
		var o FolderOptions
		if s.Options != nil {
			o = *s.Options
		}
		o.Layout = name
		again := s
		again.Options = &o
		if opened, failed := again.openChecked(); failed == nil {
			return opened, nil
		}
	}
	return Pool{}, err
}

func (s spec) openChecked() (Pool, error) {
	opened, err := s.open()
	if err != nil {
		return Pool{}, err
	}
	return s.check(opened)
}

func (s spec) open() (Pool, error) {
	switch s.Source {
	case sourceOmniglot:
		if s.Part != "background" && s.Part != "evaluation" && s.Part != "all" {
			return Pool{}, diversity.Invalid("part", fmt.Sprintf("%q", s.Part), `"background", "evaluation" or "all"`)
		}
		return omniglotPool(s.Part), nil
	case sourceIDX:
		return IDX(s.Images, s.Labels)
	case sourceFolder:
		var o FolderOptions
		if s.Options != nil {
			o = *s.Options
		}
		return Folder(context.Background(), s.Dir, o)
	case sourceMemory:
		return Pool{}, fmt.Errorf("%w: %q was made in memory: make it again by the same code", ErrNotReopenable, s.Name)
	}
	if p, ok := openRegistered(s.Source, s.Part); ok {
		return p, p.Validate()
	}
	return Pool{}, diversity.Invalid("source", fmt.Sprintf("%q", s.Source),
		`"omniglot", "idx", "folder", or the name of a source whose package this program imports`)
}

// check returns the pool if its content is what it was, else an error. A folder whose content was written down by an
// earlier version, as a digest of all pixels, is compared in that way, and keeps the digest: studies of it stay what
// they are.
func (s spec) check(opened Pool) (Pool, error) {
	if err := opened.Validate(); err != nil || s.Content == "" {
		return opened, err
	}
	content, err := opened.state.source.digest()
	if err == nil && strings.HasPrefix(content, contentOfDigests) && !strings.HasPrefix(s.Content, contentOfDigests) {
		if content, err = contentDigest(opened.state.source.layer); content == s.Content {
			return newPool(&source{origin: opened.state.source.origin, layer: opened.state.source.layer,
				digest: func() (string, error) { return s.Content, nil }}), nil
		}
	}
	if err != nil {
		return Pool{}, err
	}
	if content != s.Content {
		return Pool{}, fmt.Errorf("%w: %s: digest %.14s, expected %.14s as when it was written%s", ErrContent, opened,
			content, s.Content, s.readerText()+opened.Found().text())
	}
	return opened, nil
}

// readerText says that another reader may be why content differs.
func (s spec) readerText() string {
	if s.Source != sourceFolder || s.Reader == readerVersion {
		return ""
	}
	return fmt.Sprintf("; it was read by version %d of the image reader, now %d, which may decode other pixels", s.Reader,
		readerVersion)
}
