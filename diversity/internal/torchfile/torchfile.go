// Package torchfile reads the tensors of a file that PyTorch's torch.save has written (.pt, .pth): a zip archive of a
// pickle program, data.pkl, and of the numbers of each storage, data/KEY (PyTorch 1.6 and later, 2020).
//
// A pickle is a program that may call any function of Python. This reader has a machine of its own, which knows texts,
// numbers, tuples, lists, dicts, ordered dicts and tensors: a program that names anything else is refused, and nothing
// in a file is ever run. What a file claims is compared with its size before memory is taken for it: its entries must
// be stored as they are, as PyTorch does, so that none unfolds into more than the file has.
//
// The Go module github.com/nlpodyssey/gopickle reads such files too; it takes memory for what a file claims before it
// looks, and panics on some that are damaged, hence this package.
package torchfile

import (
	"errors"
	"fmt"
	"os"

	"tradeoff/diversity/internal/safetensors"
)

// ErrFormat is wrapped by errors about bytes that are no file of tensors by torch.save, or one that is not read.
var ErrFormat = errors.New("torchfile: not a file of tensors that can be read")

// Content is what a file holds, as a file in the safetensors format would: in the order of the state dict, without
// metadata.
type Content = safetensors.Content

const (
	maxProgram = 8 << 20 // bytes of data.pkl; that of a network with 1,000 tensors has 0.1 MB
	maxEntries = 1 << 17 // of the archive
	maxStack   = 1 << 18 // values of the machine at once
	maxAxes    = 64      // of a tensor, as PyTorch has it
	maxCount   = 1 << 48 // numbers of a tensor, before anything is compared with the size of the file

	// maxSharing is how many times the size of the file its tensors may have: those that share a storage, and numbers of
	// 16 bits, take more memory than they have in the file.
	maxSharing = 4
)

func invalid(format string, args ...any) error {
	return fmt.Errorf("%w: %w", ErrFormat, fmt.Errorf(format, args...))
}

// ReadFile reads the tensors of an open file: of the dict that it holds, or of the dict's member "state_dict", "model",
// "model_state_dict" or "net" if that is where they are. Errors wrap [ErrFormat], or are the file's.
func ReadFile(file *os.File) (Content, error) {
	info, err := file.Stat()
	if err != nil {
		return Content{}, err
	}
	return Read(file, info.Size())
}
