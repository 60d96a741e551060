package maintain

import (
	"encoding/json"
	"strings"
	"testing"

	"tradeoff/diversity/backbone"
	"tradeoff/diversity/pool"
	"tradeoff/diversity/study"
)

// A study whose network and probe this program does not know is listed and checked like any other.
func TestAStudyOfUnknownKindsIsListedAndChecked(t *testing.T) {
	s := small()
	s.Pool = pool.Omniglot().Background().Groups("Greek", "Latin")
	s.Tasks[0].Pool = pool.Omniglot().Evaluation().Groups("Angelic")
	s.Backbone = backbone.MLP{Hidden: []int{7}}
	text, err := s.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	own := strings.Replace(string(text), `{"kind":"mlp","hidden":[7]}`, `{"kind":"small","width":8}`, 1)
	if own == string(text) {
		t.Fatalf("no network in %s", text)
	}
	var unknown study.Study
	if err := json.Unmarshal([]byte(own), &unknown); err != nil {
		t.Fatal(err)
	}
	root := t.TempDir()
	dir, err := unknown.Save(root)
	if err != nil {
		t.Fatal(err)
	}
	listed, err := List(root)
	if err != nil || len(listed) != 1 || listed[0].Problem != "" || listed[0].Total == 0 {
		t.Errorf("%+v, %v", listed, err)
	}
	if report, err := Check(dir); err != nil || !report.OK() {
		t.Errorf("%v %v, %v", report, report.Problems, err)
	}
}
