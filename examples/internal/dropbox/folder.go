package dropbox

import (
	"errors"
	"io"
	"os"
	"path"
	"sync"

	sftplib "github.com/pkg/sftp"
)

// A folder answers the requests of one client. Only opening for writing is
// allowed.
type folder struct{ server *Server }

func (*folder) Fileread(*sftplib.Request) (io.ReaderAt, error)      { return nil, os.ErrNotExist }
func (*folder) Filecmd(*sftplib.Request) error                      { return os.ErrPermission }
func (*folder) Filelist(*sftplib.Request) (sftplib.ListerAt, error) { return nil, os.ErrNotExist }

func (f *folder) Filewrite(r *sftplib.Request) (io.WriterAt, error) {
	dir, name := path.Split(path.Clean(r.Filepath))
	if dir != "/"+Folder+"/" || name == "" {
		return nil, os.ErrNotExist
	}
	return &upload{server: f.server, name: name}, nil
}

// An upload is a file that is being written. Packets may come in any order.
type upload struct {
	server *Server
	name   string

	mu     sync.Mutex
	data   []byte
	broken bool
}

var errTooLarge = errors.New("file too large")

func (u *upload) WriteAt(p []byte, off int64) (int, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if off < 0 || off > MaxBytes-int64(len(p)) {
		return 0, errTooLarge
	}
	if grow := int(off) + len(p) - len(u.data); grow > 0 {
		u.data = append(u.data, make([]byte, grow)...)
	}
	return copy(u.data[off:], p), nil
}

// TransferError is called in place of the client's close when the connection
// ends before it.
func (u *upload) TransferError(error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.broken = true
}

// Close takes the file away, unless it was left half written.
func (u *upload) Close() error {
	u.mu.Lock()
	defer u.mu.Unlock()
	if !u.broken {
		u.server.take(File{Name: u.name, Data: u.data})
	}
	return nil
}
