package pretrain

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/gomlx/gomlx/core/tensors"

	"tradeoff/diversity/backbone"
	"tradeoff/diversity/internal/regular"
	"tradeoff/diversity/internal/safetensors"
	"tradeoff/diversity/recipe"
)

// ErrCheckpoint reports a checkpoint that is torn or altered, or of another training: other data, seed, recipe,
// backbone or image shape.
var ErrCheckpoint = errors.New("pretrain: not a checkpoint of this training")

// Checkpoint is a training in progress. [Trainer.Train] gives it to TrainOptions.Save, and continues from it to the
// weights, bit for bit, that it would have reached without the interruption on the same device. [Checkpoint.Write] and
// [ReadCheckpoint] keep it in a file.
type Checkpoint struct {
	note  checkpointNote
	state []Tensor // as program wants it
}

// checkpointNote is what a checkpoint says besides its tensors.
type checkpointNote struct {
	Training string              `json:"training"` // Trainer.training
	Step     int                 `json:"step"`     // updates done
	Passes   int                 `json:"passes"`   // parts of batches, see recipe.Recipe.Parts
	Updates  int                 `json:"updates"`  // in all
	Seconds  float64             `json:"seconds"`
	Points   []recipe.CurvePoint `json:"points"` // of the curve
	Since    recipe.CurvePoint   `json:"since"`  // sums since the last point
}

// Step is the number of updates that are done.
func (c *Checkpoint) Step() int { return c.note.Step }

// Updates is the number of updates of the whole training.
func (c *Checkpoint) Updates() int { return c.note.Updates }

// Seconds is the time that the updates took, those before an earlier interruption included.
func (c *Checkpoint) Seconds() float64 { return c.note.Seconds }

// Keys of a checkpoint's metadata; its tensors have numbers for names.
const checkpointKey = "checkpoint"

// Write saves the checkpoint in the safetensors format. Errors are the writer's.
func (c *Checkpoint) Write(w io.Writer) error {
	note, err := json.Marshal(c.note)
	if err != nil {
		return fmt.Errorf("pretrain: %w", err)
	}
	list := make([]safetensors.Tensor, len(c.state))
	for i, tensor := range c.state {
		list[i] = safetensors.Tensor(tensor)
	}
	return safetensors.Write(w, list, map[string]string{
		checkpointKey: string(note), hashKey: checkpointHash(string(note), c.state),
	})
}

// ReadCheckpoint reads what [Checkpoint.Write] wrote. The error wraps [ErrCheckpoint] for bytes that are torn or
// altered; else it is the reader's.
func ReadCheckpoint(r io.Reader) (*Checkpoint, error) {
	list, metadata, err := safetensors.Read(r)
	return checkpointOf(list, metadata, err)
}

// LoadCheckpoint reads the file of a checkpoint, with errors as those of [ReadCheckpoint] that name the path.
func LoadCheckpoint(path string) (*Checkpoint, error) {
	list, metadata, err := safetensors.ReadFile(path)
	c, err := checkpointOf(list, metadata, err)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return c, nil
}

// checkpointOf is what a file holds, unless it could not be read.
func checkpointOf(list []safetensors.Tensor, metadata map[string]string, err error) (*Checkpoint, error) {
	if errors.Is(err, safetensors.ErrFormat) || errors.Is(err, regular.ErrKind) {
		return nil, fmt.Errorf("%w: %w", ErrCheckpoint, err)
	}
	if err != nil {
		return nil, fmt.Errorf("pretrain: %w", err)
	}
	c := &Checkpoint{}
	for _, tensor := range list {
		c.state = append(c.state, Tensor(tensor))
	}
	if err := json.Unmarshal([]byte(metadata[checkpointKey]), &c.note); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrCheckpoint, err)
	}
	if have := checkpointHash(metadata[checkpointKey], c.state); have != metadata[hashKey] {
		return nil, fmt.Errorf("%w: its hash is %s, the file says %q", ErrCheckpoint, have, metadata[hashKey])
	}
	if err := c.check(); err != nil {
		return nil, err
	}
	return c, nil
}

func checkpointHash(note string, state []Tensor) string {
	sum := sha256.Sum256([]byte(note + hash(state)))
	return hex.EncodeToString(sum[:])
}

// check compares what the note says of itself.
func (c *Checkpoint) check() error {
	n := c.note
	if n.Passes < 1 || n.Step < 0 || n.Step > n.Updates || n.Since.Step != n.Step || len(n.Points) > curvePoints {
		return fmt.Errorf("%w: step %d of %d, a curve of %d points until step %d", ErrCheckpoint, n.Step, n.Updates,
			len(n.Points), n.Since.Step)
	}
	return nil
}

// training names all that determines the weights: the hex SHA-256 of backbone, recipe, published weights, data and
// seed.
func (t *Trainer) training(data Data, seed uint64) (string, error) {
	o := t.options
	text, err := backbone.Marshal(o.Backbone)
	if err != nil {
		return "", err
	}
	key, err := json.Marshal(struct {
		Backbone  json.RawMessage
		Recipe    recipe.Recipe
		Published string
		Shape     [3]int
		Classes   int
		Seed      uint64
		Source    string `json:",omitempty"`
	}{text, o.Recipe, o.Published.SHA256, [3]int{o.Height, o.Width, o.Channels}, data.Classes, seed, data.Source.name()})
	if err != nil {
		return "", fmt.Errorf("pretrain: %w", err)
	}
	sum := sha256.New()
	for _, part := range [][]byte{key, data.Images} {
		_ = binary.Write(sum, binary.LittleEndian, uint64(len(part))) // a hash takes everything
		sum.Write(part)
	}
	_ = binary.Write(sum, binary.LittleEndian, data.Labels)
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// checkpoint copies the session from the device.
func (s *session) checkpoint() (*Checkpoint, error) {
	c := &Checkpoint{note: s.note(s.seconds())}
	for i, tensor := range s.state {
		data, err := tensors.CopyFlatData[float32](tensor)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrDevice, err)
		}
		c.state = append(c.state, Tensor{stateName(i), slices.Clone(tensor.Shape().Dimensions), data})
	}
	return c, nil
}

func stateName(number int) string { return fmt.Sprintf("state%04d", number) }

// note is where the session is.
func (s *session) note(seconds float64) checkpointNote {
	return checkpointNote{
		Training: s.training, Step: s.done / s.parts, Passes: s.done, Updates: s.updates, Seconds: seconds,
		Points: slices.Clone(s.curve.points), Since: s.curve.sum,
	}
}

// resume puts a session that has not begun where a checkpoint was taken.
func (s *session) resume(ctx context.Context, c *Checkpoint) error {
	if err := c.belongsTo(s, shapesOf(s.state)); err != nil {
		return err
	}
	if err := s.skip(ctx, c.note.Passes); err != nil {
		return err
	}
	finalize(s.state)
	s.state = nil
	for _, tensor := range c.state {
		s.state = append(s.state, toDevice(tensor))
	}
	s.saved = s.done
	s.took(c)
	return nil
}

// skip draws what was drawn for the first passes once more, which takes a small part of the time of the updates and
// leaves the streams where they were.
func (s *session) skip(ctx context.Context, passes int) error {
	for s.done < passes {
		if err := ctx.Err(); err != nil {
			return err
		}
		count := min(s.trainer.steps, passes-s.done)
		s.draw(count)
		s.done += count
	}
	return nil
}

// took continues the time and the curve of a checkpoint.
func (s *session) took(c *Checkpoint) {
	s.before = c.note.Seconds
	s.curve.resume(c.note.Points, c.note.Since, s.done%s.parts)
}

// belongsTo checks that the checkpoint is of the session's training, whose state has these shapes.
func (c *Checkpoint) belongsTo(s *session, shapes [][]int) error {
	n := c.note
	if n.Training != s.training || n.Updates != s.updates || n.Step != n.Passes/s.parts || n.Passes > s.passes() ||
		len(c.state) != len(shapes) {
		return fmt.Errorf("%w: it is of another backbone, recipe, seed or other data", ErrCheckpoint)
	}
	for i, dims := range shapes {
		if !slices.Equal(dims, c.state[i].Shape) {
			return fmt.Errorf("%w: tensor %d is %v, want %v", ErrCheckpoint, i, c.state[i].Shape, dims)
		}
	}
	return nil
}

func shapesOf(state []*tensors.Tensor) (shapes [][]int) {
	for _, tensor := range state {
		shapes = append(shapes, tensor.Shape().Dimensions)
	}
	return shapes
}
