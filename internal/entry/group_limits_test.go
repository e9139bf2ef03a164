package entry_test

import (
	"errors"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/entry"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/survey"
)

// What people write together is bounded like the drafts of single people: each question by its
// length and fields, all of a consultation by what is stored, also after it was counted again,
// and each network. What was saved before can still be sent.
//
// Row B6 of docs/faults.md.
func TestGroupResponsesCannotFillTheDisk(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, h := t.Context(), newFixture(t, d)
		at := time.Now()
		h.Intake.Now = func() time.Time { return at }
		h.Intake.OtherDrafts = entry.GroupResponsesSize
		h.Intake.Drafts = intake.DraftLimits{Total: 40_000, PerNetwork: 20_000}
		network := func(i byte) netip.Prefix { return netip.PrefixFrom(netip.AddrFrom4([4]byte{192, 0, 2, i}), 32) }
		link, err := h.BeginGroupResponse(ctx, "park", "standard", "Chair", network(1))
		h.ok(err)
		save := func(link entry.GroupLink, from netip.Prefix, question string, answer survey.Raw) error {
			r, err := h.GetGroupResponse(ctx, "park", link)
			h.ok(err)
			_, err = h.SaveGroupAnswers(ctx, "park", link, from, map[string]survey.Raw{question: answer},
				map[string]int64{question: r.Answers[question].Version})
			return err
		}
		h.ok(save(link, network(1), "use", survey.Raw{"use": {"yes"}}))
		h.ok(save(link, network(1), "why", survey.Raw{"why": {strings.Repeat("a", 500)}}))
		for name, answer := range map[string]survey.Raw{
			"a text that is too long":    {"why": {strings.Repeat("a", 501)}},
			"many values":                {"why": make([]string, survey.MaxOptions+1)},
			"fields of another question": {"home": {"1 Park Road"}},
			"unknown fields":             {"x": {"y"}},
		} {
			for i := range answer["why"] {
				if len(answer["why"]) > 1 {
					answer["why"][i] = "b"
				}
			}
			if err := save(link, network(1), "why", answer); !errors.Is(err, intake.ErrDraftTooLong) {
				t.Errorf("%s: %v, want ErrDraftTooLong", name, err)
			}
		}

		// One network, then all together; a new count, half a minute later, finds what is stored.
		full := func(from func(i int) netip.Prefix) (stopped error) {
			for i := 0; stopped == nil && i < 200; i++ {
				_, stopped = h.BeginGroupResponse(ctx, "park", "standard", "Chair", from(i))
			}
			return stopped
		}
		if err := full(func(int) netip.Prefix { return network(2) }); !errors.Is(err, intake.ErrDraftsFull) {
			t.Errorf("one network: %v, want ErrDraftsFull", err)
		}
		each := func(i int) netip.Prefix { return network(byte(10 + i)) }
		if err := full(each); !errors.Is(err, intake.ErrDraftsFull) {
			t.Errorf("all networks: %v, want ErrDraftsFull", err)
		}
		at = at.Add(time.Minute)
		begun := 0
		for err = nil; err == nil && begun < 200; begun++ {
			_, err = h.BeginGroupResponse(ctx, "park", "standard", "Chair", network(byte(100+begun)))
		}
		if !errors.Is(err, intake.ErrDraftsFull) || begun > 4 {
			t.Errorf("%d more were begun after a new count, and then %v", begun, err)
		}
		err = nil
		for i := 0; err == nil && i < 4; i++ { // less than the size of one more group response is free
			err = save(link, network(3), "split", survey.Raw{"split--benches": {strings.Repeat(string(rune('1'+i)), 400)}})
		}
		if !errors.Is(err, intake.ErrDraftsFull) {
			t.Errorf("saving: %v, want ErrDraftsFull", err)
		}
		_, problems, err := h.SendGroupResponse(ctx, "park", link)
		if err != nil || len(problems) == 0 { // the address is missing: it is checked as any other
			t.Errorf("sending: %v %v", problems, err)
		}
	})
}
