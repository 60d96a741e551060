package backbone

import (
	"encoding/json"
	"fmt"

	"tradeoff/diversity/display"
	"tradeoff/diversity/internal/registry"
)

// registered holds the kinds that packages have given to [Register]. It is filled while the program is initialised.
var registered = registry.New[Backbone]("backbone")

func init() {
	Register(MLP{}.Kind(), Decode[MLP])
	Register(ConvNet{}.Kind(), Decode[ConvNet])
	Register(ResNet{}.Kind(), Decode[ResNet])
	Register(WideResNet{}.Kind(), Decode[WideResNet])
	Register(ViT{}.Kind(), Decode[ViT])
	Register(MLPMixer{}.Kind(), Decode[MLPMixer])
	Register(EfficientNetLite0{}.Kind(), Decode[EfficientNetLite0])
	Register(FunctionKind, notReopenable)
}

// Register makes a kind of backbone known to the program, so that [Unmarshal] can open it: in worker processes, on a
// cluster, and when a study is read again. It is called by the init function of the package that defines the backbone:
//
//	func init() { backbone.Register("small", backbone.Decode[Small]) }
//
// A kind is 1..64 lower-case letters, digits, ".", "_" or "-", equal to the value's Kind. Open makes the backbone of
// its settings: the JSON object that [Marshal] wrote, less the kind. Register panics if a kind is registered twice or
// is none, or if open is nil.
//
// What computes the backbone is registered elsewhere, by pretrain.Register, as it needs the training framework.
func Register(kind string, open func(settings []byte) (Backbone, error)) {
	registered.Register(kind, open)
}

// Decode opens a backbone whose settings are the exported fields of its type B: what most packages hand to [Register].
// An unknown setting is an error.
func Decode[B Backbone](settings []byte) (Backbone, error) { return registry.Decode[B](settings) }

// Kinds lists the kinds that this program knows, in the order of the alphabet.
func Kinds() []string { return registered.Kinds() }

// Marshal writes a backbone as JSON, its kind before its settings: {"kind":"mlp","hidden":[256,128]}. The text names
// the results. Settings are the JSON of the value, so that a type with defaults writes them out in MarshalJSON: then
// two spellings of one network are the same text. Errors wrap [diversity.ErrInvalid] or [diversity.ErrUnknownKind]; one
// is returned, too, for a type with a field that its JSON leaves out.
func Marshal(b Backbone) ([]byte, error) { return registered.Marshal(b) }

// Unmarshal reads what [Marshal] wrote and validates it. The error wraps [diversity.ErrUnknownKind] for a kind that no
// package of this program registers, and [ErrNotReopenable] for a Go function.
func Unmarshal(text []byte) (Backbone, error) { return registered.Unmarshal(text) }

// ErrNotReopenable is wrapped by the error of [Unmarshal] for a backbone that is a Go function: only the program that
// defines the function has it.
var ErrNotReopenable = registry.ErrNotReopenable

// FunctionKind is the Kind of every backbone that is a Go function. Its name and version stand for its code: they are
// what [Marshal] writes, {"kind":"func","name":"residual","version":"2"}, and so what names its results.
const FunctionKind = "func"

// notReopenable is what opens a Go function.
func notReopenable(settings []byte) (Backbone, error) {
	var f struct{ Name, Version string }
	if err := json.Unmarshal(settings, &f); err != nil {
		return nil, err
	}
	return nil, fmt.Errorf("%q version %q is a Go function of the program that made the study, which %w: "+
		"compute there, with runner.InProcess, or register the network with backbone.Register", f.Name, f.Version,
		ErrNotReopenable)
}

// Unknown stands in for a backbone that this program cannot open, where it is only named: in a study whose results are
// read or that other processes compute. It is written back as it was read, and has the hash of what it stands for.
type Unknown struct{ registry.Unknown }

// Fields are the kind and the package that registers it.
func (u Unknown) Fields() []display.Field {
	return []display.Field{{Name: "kind", Value: u.Kind()}, {Name: "package that is missing", Value: u.Package()}}
}

// Features returns 0: it is not known.
func (Unknown) Features(_, _, _ int) int { return 0 }

// UnmarshalOrUnknown is [Unmarshal], but returns an [Unknown] for a kind that no package of this program registers and
// for a Go function. Path returns the import path of the package which registers a kind, for the error of the Unknown;
// "" if it is not known.
func UnmarshalOrUnknown(text []byte, path func(kind string) string) (Backbone, error) {
	b, failed := Unmarshal(text)
	if failed == nil {
		return b, nil
	}
	unknown, err := registered.OrUnknown(text, path, failed)
	if err != nil {
		return nil, err
	}
	return Unknown{unknown}, nil
}
