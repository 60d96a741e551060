package trial

import (
	"errors"
	"os"

	"tradeoff/diversity/pretrain"
)

// imageFile holds the images of a set on disk, from where a training reads them batch by batch as from a prepared pool.
type imageFile struct {
	file *os.File
	data pretrain.Data // without images
	size int           // bytes of one
}

func fileOf(data pretrain.Data) (f imageFile, err error) {
	f.size = len(data.Images) / len(data.Labels)
	if f.file, err = os.CreateTemp("", "diversity-trial-"); err != nil {
		return f, err
	}
	if _, err := f.file.Write(data.Images); err != nil {
		return f, errors.Join(err, f.close())
	}
	data.Images, data.Source = nil, &pretrain.Source{Name: "trial", Read: f.read}
	f.data = data
	return f, nil
}

func (f imageFile) read(rows []int32) ([]uint8, error) {
	images := make([]uint8, len(rows)*f.size)
	for i, row := range rows {
		if _, err := f.file.ReadAt(images[i*f.size:(i+1)*f.size], int64(row)*int64(f.size)); err != nil {
			return nil, err
		}
	}
	return images, nil
}

func (f imageFile) close() error {
	return errors.Join(f.file.Close(), os.Remove(f.file.Name()))
}
