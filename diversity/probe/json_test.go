package probe

import (
	"errors"
	"reflect"
	"testing"

	"tradeoff/diversity"
)

func TestJSONRoundTrip(t *testing.T) {
	for _, c := range []struct {
		probe, read Probe
		text        string
	}{
		{Ridge{Strengths: []float64{0.5, 2}}, Ridge{Strengths: []float64{0.5, 2}}, `{"kind":"ridge","strengths":[0.5,2]}`},
		{Ridge{}, Ridge{Strengths: Ridge{}.Sweep()},
			`{"kind":"ridge","strengths":[0.01,0.03,0.1,0.3,1,3,10,30,100,300,1000,3000,10000,30000,100000,300000,1000000]}`},
		{NearestMean{}, NearestMean{}, `{"kind":"nearest-mean"}`},
		{Logistic{Strengths: []float64{2, 0.5}, Standardise: true, TrainOnly: true, Steps: 7},
			Logistic{Strengths: []float64{2, 0.5}, Standardise: true, TrainOnly: true, Steps: 7},
			`{"kind":"logistic","strengths":[2,0.5],"standardise":true,"train_only":true,"steps":7}`},
		{Logistic{}, Logistic{Strengths: Logistic{}.Sweep(), Steps: 1000},
			`{"kind":"logistic","strengths":[1000000,562341,316228,177828,100000,56234.1,31622.8,17782.8,10000,5623.41,` +
				`3162.28,1778.28,1000,562.341,316.228,177.828,100,56.2341,31.6228,17.7828,10,5.62341,3.16228,1.77828,1,` +
				`0.562341,0.316228,0.177828,0.1,0.0562341,0.0316228,0.0177828,0.01,0.00562341,0.00316228,0.00177828,0.001,` +
				`0.000562341,0.000316228,0.000177828,0.0001,0.0000562341,0.0000316228,0.0000177828,0.00001],` +
				`"standardise":false,"train_only":false,"steps":1000}`},
		{KNN{Neighbours: []int{3}, Temperature: 1}, KNN{Neighbours: []int{3}, Temperature: 1},
			`{"kind":"knn","neighbours":[3],"temperature":1}`},
		{KNN{}, KNN{Neighbours: []int{10, 20, 100, 200}, Temperature: 0.07},
			`{"kind":"knn","neighbours":[10,20,100,200],"temperature":0.07}`},
	} {
		text, err := Marshal(c.probe)
		if err != nil || string(text) != c.text {
			t.Errorf("%+v is written %s (%v), want %s", c.probe, text, err, c.text)
		}
		read, err := Unmarshal(text)
		if err != nil || !reflect.DeepEqual(read, c.read) {
			t.Errorf("%s is read as %+v (%v), want %+v", text, read, err, c.read)
		}
	}
}

func TestMarshalRefusesOtherTypes(t *testing.T) {
	if _, err := Marshal(nil); !errors.Is(err, diversity.ErrInvalid) {
		t.Errorf("nil: %v", err)
	}
}

func TestUnmarshalRefuses(t *testing.T) {
	for _, text := range []string{
		``, `{}`, `[]`, `null`, `{"kind":"lasso"}`, `{"kind":"ridge","strengths":[0]}`, `{"kind":"ridge","strengths":"1"}`,
		`{"kind":"ridge","power":2}`, `{"kind":"nearest-mean","strengths":[1]}`,
		`{"kind":"logistic","strengths":[-1]}`, `{"kind":"logistic","steps":1.5}`, `{"kind":"knn","neighbours":[0]}`,
		`{"kind":"knn","k":5}`, `{"kind":"knn","temperature":1e9}`,
	} {
		if p, err := Unmarshal([]byte(text)); err == nil {
			t.Errorf("%s is read as %+v", text, p)
		}
	}
}

func FuzzUnmarshal(f *testing.F) {
	f.Add([]byte(`{"kind":"ridge","strengths":[0.5,2]}`))
	f.Add([]byte(`{"kind":"nearest-mean"}`))
	f.Add([]byte(`{"kind":"logistic","strengths":[1],"steps":9}`))
	f.Add([]byte(`{"kind":"knn","neighbours":[3],"temperature":1}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		p, err := Unmarshal(text)
		if err != nil {
			return
		}
		if err := p.Validate(); err != nil {
			t.Errorf("%s is read as a probe that is not valid: %v", text, err)
		}
		if _, err := Marshal(p); err != nil {
			t.Errorf("%s cannot be written again: %v", text, err)
		}
	})
}
