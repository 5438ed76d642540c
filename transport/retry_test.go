package transport_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/seed-21142606/asm/transport"
)

// scripted fails as told, once per try, and then delivers.
type scripted struct {
	errs  []error
	tries int
}

func (s *scripted) Upload(context.Context, string, io.ReaderAt, int64) (transport.Receipt, error) {
	s.tries++
	if s.tries <= len(s.errs) {
		return transport.Receipt{Name: "failed"}, s.errs[s.tries-1]
	}
	return transport.Receipt{Name: "delivered"}, nil
}

func failure(uncertain bool, cause error) error {
	return &transport.Error{Op: "test", Uncertain: uncertain, Err: fmt.Errorf("%w: in a test", cause)}
}

func TestRetryOnlyWhatMayPass(t *testing.T) {
	for _, test := range []struct {
		err   error
		again bool
	}{
		{failure(false, transport.ErrConnection), true},
		{failure(false, transport.ErrTimeout), true},
		{fmt.Errorf("wrapped: %w", failure(false, transport.ErrConnection)), true},
		{failure(true, transport.ErrConnection), false},
		{failure(true, transport.ErrTimeout), false},
		{failure(false, transport.ErrHostKey), false},
		{failure(false, transport.ErrLogin), false},
		{failure(false, transport.ErrPath), false},
		{failure(false, transport.ErrRefused), false},
		{failure(false, transport.ErrProtocol), false},
		{failure(false, transport.ErrName), false},
		{failure(false, transport.ErrBody), false},
		{failure(false, fmt.Errorf("%w: %w", transport.ErrLogin, transport.ErrConnection)), false},
		{failure(false, context.Canceled), false},
		{&transport.Error{Op: "handshake", Err: transport.ErrConnection}, true},
		{&transport.Error{Op: "start", Err: transport.ErrTimeout}, true},
		{&transport.Error{Op: "login", Err: transport.ErrConnection}, false}, // may be a refusal without words
		{&transport.Error{Op: "login", Err: transport.ErrTimeout}, false},
		{&transport.Error{Op: "prepare", Err: transport.ErrConnection}, false}, // a bad Addr stays one
		{transport.ErrConnection, false},                                       // not an *Error: nobody says what was delivered
		{errors.New("unknown"), false},
	} {
		u := &scripted{errs: []error{test.err}}
		receipt, err := transport.Retry(u, 3, func(int) time.Duration { return 0 }).Upload(t.Context(), "a.zip", nil, 0)
		switch {
		case test.again && (err != nil || u.tries != 2 || receipt.Name != "delivered"):
			t.Errorf("%v: %d tries, %v", test.err, u.tries, err)
		case !test.again && (u.tries != 1 || err != test.err):
			t.Errorf("%v: %d tries, %v", test.err, u.tries, err)
		}
	}
}

func TestRetryGivesUp(t *testing.T) {
	lost := failure(false, transport.ErrConnection)
	for _, attempts := range []int{-1, 0, 1, 2, 4} {
		u := &scripted{errs: []error{lost, lost, lost, lost, lost}}
		var waits []int
		wait := func(n int) time.Duration { waits = append(waits, n); return 0 }
		_, err := transport.Retry(u, attempts, wait).Upload(t.Context(), "a.zip", nil, 0)
		want := max(attempts, 1)
		if u.tries != want || !errors.Is(err, lost) {
			t.Errorf("%d attempts: %d tries, %v", attempts, u.tries, err)
		}
		if want > 1 && !strings.Contains(err.Error(), fmt.Sprint(want, " tries")) {
			t.Errorf("%d attempts: %v", attempts, err)
		}
		if !slices.Equal(waits, []int{1, 2, 3}[:want-1]) {
			t.Errorf("%d attempts: waits %v", attempts, waits)
		}
	}
}

func TestRetryWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		u := &scripted{errs: slices.Repeat([]error{failure(false, transport.ErrTimeout)}, 9)}
		start := time.Now()
		receipt, err := transport.Retry(u, 10, nil).Upload(t.Context(), "a.zip", nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		const want = (1 + 2 + 4 + 8 + 16 + 32 + 60 + 60 + 60) * time.Second
		if took := time.Since(start); took != want {
			t.Errorf("waited %v in all, want %v", took, want)
		}
		if !receipt.Started.Equal(start) {
			t.Errorf("Started %v, want that of the first try", receipt.Started)
		}
	})
}

func TestRetryStops(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		enough := errors.New("enough")
		lost := failure(false, transport.ErrConnection)
		u := &scripted{errs: []error{lost, lost}}
		ctx, cancel := context.WithCancelCause(t.Context())
		time.AfterFunc(time.Minute, func() { cancel(enough) })
		_, err := transport.Retry(u, 9, func(int) time.Duration { return time.Hour }).Upload(ctx, "a.zip", nil, 0)
		for _, want := range []error{lost, enough, context.Canceled} {
			if !errors.Is(err, want) {
				t.Errorf("not %q: %v", want, err)
			}
		}
		if u.tries != 1 {
			t.Errorf("%d tries", u.tries)
		}
	})
}
