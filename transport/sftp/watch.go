package sftp

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"

	"github.com/seed-21142606/asm/transport"
)

// A watch ends an upload: when the caller's context ends, or when a clock runs
// out that progress keeps winding. Everything that can block on the network is
// unblocked in one way, by closing the connection (see guard).
type watch struct {
	parent context.Context
	ctx    context.Context
	cancel context.CancelCauseFunc

	mu      sync.Mutex
	timer   *time.Timer
	span    time.Duration // what a wound-up clock holds
	expires time.Time
	paused  bool
	left    time.Duration // while paused
}

func newWatch(parent context.Context) *watch {
	w := &watch{parent: parent}
	w.ctx, w.cancel = context.WithCancelCause(parent)
	return w
}

// limit starts a clock of d, in place of an earlier one. what is said of the
// server when it runs out.
func (w *watch) limit(d time.Duration, what string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.timer != nil {
		w.timer.Stop()
	}
	w.span, w.expires, w.paused = d, time.Now().Add(d), false
	w.timer = time.AfterFunc(d, func() {
		w.cancel(fmt.Errorf("%w: %s within %v", transport.ErrTimeout, what, d))
	})
}

// touch winds the clock up.
func (w *watch) touch() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.timer != nil && !w.paused && w.timer.Stop() {
		w.expires = time.Now().Add(w.span)
		w.timer.Reset(w.span)
	}
}

// pause stops the clock while the caller, not the server, is being waited for.
func (w *watch) pause() (resume func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.timer == nil || !w.timer.Stop() {
		return func() {}
	}
	w.paused, w.left = true, time.Until(w.expires)
	return func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		if w.paused {
			w.paused, w.expires = false, time.Now().Add(w.left)
			w.timer.Reset(w.left)
		}
	}
}

// stop releases the watch; nothing is ended by it afterwards.
func (w *watch) stop() {
	w.mu.Lock()
	if w.timer != nil {
		w.timer.Stop()
		w.timer, w.paused = nil, false
	}
	w.mu.Unlock()
	w.cancel(errDone)
}

// errDone is the cause that tells the end of an upload from its being ended.
var errDone = errors.New("upload over")

// ended says why the watch ended the upload, or nil if it did not. The error
// wraps ErrTimeout, or the context's error together with its cause.
func (w *watch) ended() error {
	if w.ctx.Err() == nil {
		return nil
	}
	cause := context.Cause(w.ctx)
	switch err := w.parent.Err(); {
	case errors.Is(cause, errDone):
		return nil
	case errors.Is(cause, transport.ErrTimeout):
		return cause
	case err == nil || errors.Is(cause, err):
		return fmt.Errorf("stopped: %w", cause)
	default:
		return fmt.Errorf("stopped: %w (%w)", cause, err)
	}
}

// guard closes conn when the upload is ended. The returned function ends the
// guard.
func (w *watch) guard(conn net.Conn) (release func() bool) {
	return context.AfterFunc(w.ctx, func() {
		if !errors.Is(context.Cause(w.ctx), errDone) {
			reset(conn)
		}
	})
}

// reset closes conn and throws away what the kernel has not sent yet; a plain
// close would go on delivering it behind the caller's back.
func reset(conn net.Conn) {
	if tcp, ok := conn.(interface{ SetLinger(sec int) error }); ok {
		tcp.SetLinger(0)
	}
	conn.Close()
}
