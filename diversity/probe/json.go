package probe

import (
	"cmp"
	"encoding/json"

	"tradeoff/diversity/display"
	"tradeoff/diversity/internal/registry"
)

// registered holds the kinds that packages have given to [Register]. It is filled while the program is initialised.
var registered = registry.New[Probe]("probe")

func init() {
	Register(Ridge{}.Kind(), Decode[Ridge])
	Register(NearestMean{}.Kind(), Decode[NearestMean])
	Register(Logistic{}.Kind(), Decode[Logistic])
	Register(KNN{}.Kind(), Decode[KNN])
	Register(LinearSGD{}.Kind(), Decode[LinearSGD])
	Register(FineTune{}.Kind(), Decode[FineTune])
	Register(LinearFineTune{}.Kind(), Decode[LinearFineTune])
}

// Register makes a kind of probe known to the program, so that [Unmarshal] can open it: in worker processes, on a
// cluster, and when a study is read again. It is called by the init function of the package that defines the probe:
//
//	func init() { probe.Register("nearest-neighbours", probe.Decode[Neighbours]) }
//
// A kind is 1..64 lower-case letters, digits, ".", "_" or "-", equal to the value's Kind. Open makes the probe of its
// settings: the JSON object that [Marshal] wrote, less the kind. Register panics if a kind is registered twice or is
// none, or if open is nil.
func Register(kind string, open func(settings []byte) (Probe, error)) {
	registered.Register(kind, open)
}

// Decode opens a probe whose settings are the exported fields of its type P: what most packages hand to [Register]. An
// unknown setting is an error.
func Decode[P Probe](settings []byte) (Probe, error) { return registry.Decode[P](settings) }

// Kinds lists the kinds that this program knows, in the order of the alphabet.
func Kinds() []string { return registered.Kinds() }

// Marshal writes a probe as JSON, its kind before its settings: {"kind":"ridge","strengths":[0.1,1]}. The text names
// the probe's measurements. Settings are the JSON of the value, so that a type with defaults writes them out in
// MarshalJSON: then two spellings of one probe are the same text. Errors wrap diversity.ErrInvalid or
// diversity.ErrUnknownKind; one is returned, too, for a type with a field that its JSON leaves out.
func Marshal(p Probe) ([]byte, error) { return registered.Marshal(p) }

// Unmarshal reads what [Marshal] wrote and validates it. Settings that the kind does not have are an error. It wraps
// diversity.ErrUnknownKind for a kind that no package of this program registers.
func Unmarshal(text []byte) (Probe, error) { return registered.Unmarshal(text) }

// Unknown stands in for a probe that this program cannot open, where it is only named: in a study whose results are
// read or that other processes compute. It is written back as it was read, and has the hash of what it stands for.
type Unknown struct{ registry.Unknown }

// Fields are the kind and the package that registers it.
func (u Unknown) Fields() []display.Field {
	return []display.Field{{Name: "kind", Value: u.Kind()}, {Name: "package that is missing", Value: u.Package()}}
}

// Predict returns an error: which package is missing.
func (u Unknown) Predict(_, _, _ Set) (Prediction, error) { return Prediction{}, u.Err() }

// UnmarshalOrUnknown is [Unmarshal], but returns an [Unknown] for a kind that no package of this program registers.
// Path returns the import path of the package which registers a kind, for the error of the Unknown; "" if it is not
// known.
func UnmarshalOrUnknown(text []byte, path func(kind string) string) (Probe, error) {
	p, failed := Unmarshal(text)
	if failed == nil {
		return p, nil
	}
	unknown, err := registered.OrUnknown(text, path, failed)
	if err != nil {
		return nil, err
	}
	return Unknown{unknown}, nil
}

// MarshalJSON writes the settings with the default applied.
func (r Ridge) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Strengths []float64 `json:"strengths"`
	}{r.Sweep()})
}

// MarshalJSON writes the settings with the defaults applied.
func (l Logistic) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Strengths   []float64 `json:"strengths"`
		Standardise bool      `json:"standardise"`
		TrainOnly   bool      `json:"train_only"`
		Steps       int       `json:"steps"`
	}{l.Sweep(), l.Standardise, l.TrainOnly, cmp.Or(l.Steps, defaultSteps)})
}

// MarshalJSON writes the settings with the defaults applied.
func (p KNN) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Neighbours  []int   `json:"neighbours"`
		Temperature float64 `json:"temperature"`
	}{p.Sweep(), cmp.Or(p.Temperature, defaultTemperature)})
}
