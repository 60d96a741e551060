package probe

import (
	"bytes"
	"encoding/json"
	"fmt"

	"tradeoff/diversity"
)

// Marshal writes a probe as JSON with its kind: {"kind":"ridge","strengths":[0.1,1]}. Defaults are written out, so that
// two spellings of one probe are the same text. Errors wrap diversity.ErrInvalid.
func Marshal(p Probe) ([]byte, error) {
	switch p := p.(type) {
	case Ridge:
		if err := p.Validate(); err != nil {
			return nil, err
		}
		return json.Marshal(ridgeJSON{p.Kind(), p.Sweep()})
	case NearestMean:
		return json.Marshal(nearestMeanJSON{p.Kind()})
	}
	return nil, diversity.Invalid("Probe", fmt.Sprintf("%T", p), "probe.Ridge or probe.NearestMean")
}

type ridgeJSON struct {
	Kind      string    `json:"kind"`
	Strengths []float64 `json:"strengths"`
}

type nearestMeanJSON struct {
	Kind string `json:"kind"`
}

// Unmarshal reads what [Marshal] wrote and validates it. Fields that the kind does not have are an error.
func Unmarshal(text []byte) (Probe, error) {
	var head nearestMeanJSON
	if err := json.Unmarshal(text, &head); err != nil {
		return nil, fmt.Errorf("probe: %w", err)
	}
	switch head.Kind {
	case Ridge{}.Kind():
		var body ridgeJSON
		if err := decodeStrict(text, &body); err != nil {
			return nil, err
		}
		ridge := Ridge{Strengths: body.Strengths}
		return ridge, ridge.Validate()
	case NearestMean{}.Kind():
		return NearestMean{}, decodeStrict(text, &head)
	}
	return nil, diversity.Invalid("Probe.kind", fmt.Sprintf("%q", head.Kind), `"ridge" or "nearest-mean"`)
}

func decodeStrict(text []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return fmt.Errorf("probe: %w", err)
	}
	return nil
}
