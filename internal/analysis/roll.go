package analysis

import (
	"bytes"
	"cmp"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"slices"

	"github.com/folkmoot/folkmoot/internal/digest"
)

// roll is how a release counts each response. It is not published: with it,
// anyone could see by how few people two releases differ, and who they are. It is
// kept so that later releases can be compared with this one. The release commits
// to it by a salted digest, so the audit finds a change to it.
type roll struct {
	salt    [32]byte
	entries []rollEntry // in the order of the public record
	names   []string    // of the statuses
}

// rollEntry is how a release counts one response.
type rollEntry struct {
	at     recordPosition
	status int // index in roll.names
}

// recordPosition is the position of a response in the public record. After a
// restore from backup, two responses may have the same index in different epochs.
type recordPosition struct{ epoch, index int64 }

func (p recordPosition) compare(q recordPosition) int {
	return cmp.Or(cmp.Compare(p.epoch, q.epoch), cmp.Compare(p.index, q.index))
}

// newRoll returns the roll of responses with these statuses.
func newRoll(statuses []responseStatus) *roll {
	r := &roll{}
	rand.Read(r.salt[:])
	known := map[string]int{}
	for _, s := range statuses {
		at, ok := known[s.status]
		if !ok {
			at = len(r.names)
			known[s.status] = at
			r.names = append(r.names, s.status)
		}
		r.entries = append(r.entries, rollEntry{s.at, at})
	}
	return r
}

// status returns the status of the response at a position, or "" if the release
// does not have it.
func (r *roll) status(at recordPosition) string {
	i, found := slices.BinarySearchFunc(r.entries, at, func(e rollEntry, at recordPosition) int { return e.at.compare(at) })
	if !found {
		return ""
	}
	return r.names[r.entries[i].status]
}

// marshal encodes r: the salt, the names, and for each response the differences to
// the position before and its status.
func (r *roll) marshal() []byte {
	out := append([]byte(nil), r.salt[:]...)
	out = binary.AppendUvarint(out, uint64(len(r.names)))
	for _, name := range r.names {
		out = binary.AppendUvarint(out, uint64(len(name)))
		out = append(out, name...)
	}
	var last recordPosition
	for _, e := range r.entries {
		if e.at.epoch != last.epoch {
			last.index = 0
		}
		out = binary.AppendUvarint(out, uint64(e.at.epoch-last.epoch))
		out = binary.AppendUvarint(out, uint64(e.at.index-last.index))
		out = binary.AppendUvarint(out, uint64(e.status))
		last = e.at
	}
	return out
}

var errDamagedRoll = errors.New("a stored list of statuses is damaged")

// unmarshalRoll decodes what marshal returned.
func unmarshalRoll(content []byte) (*roll, error) {
	r := &roll{}
	in := bytes.NewReader(content)
	if n, err := in.Read(r.salt[:]); err != nil || n < len(r.salt) {
		return nil, errDamagedRoll
	}
	var failed error
	number := func() int64 {
		n, err := binary.ReadUvarint(in)
		failed = cmp.Or(failed, err)
		return int64(n)
	}
	names := number()
	for i := int64(0); i < names && failed == nil; i++ {
		size := number()
		if failed != nil || size < 0 || size > int64(in.Len()) {
			return nil, errDamagedRoll
		}
		name := make([]byte, size)
		in.Read(name)
		r.names = append(r.names, string(name))
	}
	var last recordPosition
	for in.Len() > 0 && failed == nil {
		epochs, step, status := number(), number(), number()
		if epochs != 0 {
			last.index = 0
		}
		last = recordPosition{last.epoch + epochs, last.index + step}
		if status < 0 || status >= int64(len(r.names)) {
			return nil, errDamagedRoll
		}
		r.entries = append(r.entries, rollEntry{last, int(status)})
	}
	if failed != nil {
		return nil, errDamagedRoll
	}
	return r, nil
}

// rollDigest returns the digest to which a release commits.
func rollDigest(content []byte) string {
	return digest.Labelled("folkmoot/roll/v1", string(content)).Hex()
}
