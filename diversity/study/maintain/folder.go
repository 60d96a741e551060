package maintain

import (
	"tradeoff/diversity/study"
	"tradeoff/diversity/study/internal/claims"
	"tradeoff/diversity/study/internal/disk"
	"tradeoff/diversity/study/internal/layout"
)

// folder is the directory of a study, whether or not its study.json can be read.
type folder struct {
	layout.Dir
	disk   *disk.Disk
	claims *claims.Dir
}

func folderAt(dir string) folder {
	real := disk.Real()
	return folder{layout.Dir(dir), real, layout.Dir(dir).Claims(real)}
}

func (f folder) path() string { return string(f.Dir) }

// result reads a run's file, whichever tasks it covers.
func (f folder) result(hash string) (study.Result, error) {
	return layout.Read(f.Run(hash), hash, study.DecodeResult)
}

func (f folder) failure(hash string) (study.Failure, error) {
	return layout.Read(f.Failure(hash), hash, study.DecodeFailure)
}
