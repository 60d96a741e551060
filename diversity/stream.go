package diversity

import (
	"crypto/sha256"
	"encoding/binary"
	"math/rand/v2"
)

// Purpose names what random numbers are used for. Each purpose has its own stream, so that drawing more numbers
// for one never changes another.
type Purpose string

// The purposes of this module.
const (
	ForRun       Purpose = "run"       // the seed of one repeat, from the seed of the study
	ForClasses   Purpose = "classes"   // which classes of the pool
	ForSamples   Purpose = "samples"   // which images of a class
	ForInit      Purpose = "init"      // initial weights
	ForShuffle   Purpose = "shuffle"   // order of the batches
	ForAugment   Purpose = "augment"   // transformations during training
	ForDistort   Purpose = "distort"   // fixed distortions of a pool
	ForCap       Purpose = "cap"       // which images of a class a pool keeps
	ForTask      Purpose = "task"      // classes and images of a downstream episode
	ForHoldOut   Purpose = "hold out"  // classes that are kept for a task
	ForTuning    Purpose = "tuning"    // fine-tuning a network on a task
	ForNoise     Purpose = "noise"     // what a network draws in training, such as dropout
	ForBootstrap Purpose = "bootstrap" // resampling of runs
	// images of a training part on which a probe chooses its settings.
	ForValidation Purpose = "validation"
)

// Stream returns the random numbers for one purpose: the same for the same arguments on every machine. The indices
// tell apart streams of one purpose, for example the samples of each class.
func Stream(seed uint64, purpose Purpose, indices ...int) *rand.Rand {
	key := streamKey(seed, purpose, indices)
	return rand.New(rand.NewPCG(binary.LittleEndian.Uint64(key[0:]), binary.LittleEndian.Uint64(key[8:])))
}

// DeriveSeed returns a new seed for one purpose: the same for the same arguments on every machine.
func DeriveSeed(seed uint64, purpose Purpose, indices ...int) uint64 {
	key := streamKey(seed, purpose, indices)
	return binary.LittleEndian.Uint64(key[0:])
}

func streamKey(seed uint64, purpose Purpose, indices []int) [sha256.Size]byte {
	message := binary.LittleEndian.AppendUint64(nil, seed)
	message = append(message, purpose...)
	message = append(message, 0)
	for _, index := range indices {
		message = binary.LittleEndian.AppendUint64(message, uint64(index))
	}
	return sha256.Sum256(message)
}
