package paperexport

import "encoding/json"

// The record is what the page on reproducibility tells, for programs, with whole hashes.
type record struct {
	Notebook string         `json:"notebook"`
	Digest   string         `json:"sha256"`
	Items    [][]string     `json:"checklist"`
	Studies  []recordStudy  `json:"studies"`
	Data     []recordData   `json:"data"`
	Results  []recordResult `json:"results"`
}

type recordStudy struct {
	Name    string `json:"name"`
	Hash    string `json:"hash"`
	Archive string `json:"archive"`
	Digest  string `json:"archive_sha256"`
	Runs    int    `json:"runs"`
	Missing int    `json:"missing"`
	Repeats int    `json:"repeats"`
	Seed    uint64 `json:"seed"`
}

type recordData struct {
	Source string   `json:"source"`
	Part   string   `json:"part,omitempty"`
	Digest string   `json:"digest,omitempty"`
	Steps  string   `json:"steps,omitempty"`
	Uses   []string `json:"used_for"`
}

// recordResult is where a figure, a table or a number comes from; cells are counted from 1.
type recordResult struct {
	Label   string   `json:"label"`
	Cell    int      `json:"cell"`
	Cells   []int    `json:"rests_on_cells"`
	Studies []string `json:"rests_on_studies"`
}

func (p *project) record() ([]byte, error) {
	r := record{Notebook: p.file, Digest: p.digest, Items: p.items().rows, Studies: []recordStudy{}, Data: []recordData{},
		Results: []recordResult{}}
	for _, a := range p.archives {
		r.Studies = append(r.Studies, recordStudy{a.name, a.hash, a.file, a.digest, len(a.results.Runs),
			len(a.results.Missing), a.results.Study.Repeats, a.results.Study.Seed})
	}
	for _, d := range p.dataSets() {
		r.Data = append(r.Data, recordData{d.source, d.part, d.digest, d.steps, d.uses})
	}
	for _, o := range p.origins {
		result := recordResult{Label: o.label, Cell: o.cell + 1, Cells: []int{}, Studies: []string{}}
		for _, cell := range cells(o.on) {
			result.Cells = append(result.Cells, cell+1)
		}
		for _, a := range p.drawnOn(o.on) {
			result.Studies = append(result.Studies, a.hash)
		}
		r.Results = append(r.Results, result)
	}
	text, err := json.MarshalIndent(r, "", "  ")
	return append(text, '\n'), err
}
