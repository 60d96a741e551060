package paperexport

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"tradeoff/diversity/study"
	"tradeoff/diversity/study/maintain"
	"tradeoff/kernel/internal/files"
)

// mostArchive is the size of the largest archive that is read, in bytes.
const mostArchive = 1 << 30

// specificationName is the entry of an archive that holds the study.
const (
	specificationName = "study.json"
	mostSpecification = 64 << 20 // bytes
)

// archive is a file of a study's runs.
type archive struct {
	file    string // its name, without folders
	digest  string // SHA-256 of the file
	name    string // of the study
	hash    string // of the study
	spec    specification
	results *study.Results
}

// specification is the JSON form of a study, as far as it is told of.
type specification struct {
	Pool     json.RawMessage `json:"pool"`
	Tasks    []taskSpec      `json:"tasks"`
	Backbone json.RawMessage `json:"backbone"`
	Recipe   json.RawMessage `json:"recipe"`
	Probes   json.RawMessage `json:"probes"`
	Policies []struct {
		Pool json.RawMessage `json:"pool"`
	} `json:"policies"`
}

type taskSpec struct {
	Name string          `json:"name"`
	Pool json.RawMessage `json:"pool"`
	Seed uint64          `json:"seed"`
}

func readArchive(path string) (archive, error) {
	results, err := maintain.ReadArchive(path)
	if err != nil {
		return archive{}, err
	}
	content, err := files.Read(path, mostArchive)
	if err != nil {
		return archive{}, err
	}
	a := archive{
		file: filepath.Base(path), digest: digest(content), name: results.Study.Name, hash: results.Hash(), results: results,
	}
	if a.hash == "" {
		return archive{}, fmt.Errorf("%s: %w: the study has no hash", path, study.ErrFormat)
	}
	if err := a.readSpecification(content); err != nil {
		return archive{}, fmt.Errorf("%s: %w", path, err)
	}
	return a, nil
}

// readSpecification reads the study.json of an archive that maintain.ReadArchive has found whole.
func (a *archive) readSpecification(content []byte) error {
	reader, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return err
	}
	file, err := reader.Open(specificationName)
	if err != nil {
		return err
	}
	defer file.Close()
	var stored struct {
		Content struct {
			Study specification `json:"study"`
		} `json:"content"`
	}
	if err := json.NewDecoder(io.LimitReader(file, mostSpecification)).Decode(&stored); err != nil {
		return err
	}
	a.spec = stored.Content.Study
	return nil
}

// archivesOf reads the archives that are given, and those beside the notebook which its code or its outputs name. One
// of the latter that cannot be read is a note.
func (p *project) archivesOf(given []string) error {
	known := map[string]bool{}
	for _, path := range given {
		a, err := readArchive(path)
		if err != nil {
			return fmt.Errorf("runs %s: %w", path, err)
		}
		if !known[a.hash] {
			p.archives = append(p.archives, a)
		}
		known[a.hash] = true
	}
	entries, err := os.ReadDir(p.folder)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		stem, isArchive := strings.CutSuffix(entry.Name(), ".zip")
		if !isArchive || !entry.Type().IsRegular() || !p.sources.names(p.sources.units, stem) {
			continue
		}
		a, err := readArchive(filepath.Join(p.folder, entry.Name()))
		if err != nil {
			p.note("the archive %s beside the notebook cannot be read: %v", entry.Name(), err)
			continue
		}
		if !known[a.hash] {
			p.archives = append(p.archives, a)
		}
		known[a.hash] = true
	}
	return nil
}

// stem is the name of the archive's file without its ending.
func (a archive) stem() string { return strings.TrimSuffix(a.file, filepath.Ext(a.file)) }

// drawnOn are the archives that units of code name.
func (p *project) drawnOn(units []*unit) []archive {
	var list []archive
	for _, a := range p.archives {
		if p.sources.names(units, a.name) || p.sources.names(units, a.stem()) {
			list = append(list, a)
		}
	}
	return list
}
