package resultview

import "testing"

// The summary names the group and the answer that differ most, from what the release shows: the percentages of men are hidden.
func TestSummarySaysWhoAnsweredAndWhatDiffers(t *testing.T) {
	v := ExampleGroups()
	if len(v.Differences) != 1 || v.Differences[0].Answer != "Agree" || v.Differences[0].Group.Text != "Female" ||
		v.Differences[0].GroupShare != "68%" || v.Differences[0].WholeShare != "53%" {
		t.Errorf("differences %+v", v.Differences)
	}
	if len(v.People) != 1 || v.People[0].Group.Text != "Female" || v.People[0].Text != "150 (52%)" {
		t.Errorf("people %+v", v.People)
	}
	compared := 0
	for _, p := range ExampleFull().People {
		if p.Question.Text == "What is your sex?" {
			compared++
			if p.Group.Text != "Female" && p.Group.Text != "Male" || p.Text == "610 (61%)" {
				t.Errorf("%s: %s, which is no comparison", p.Group.Text, p.Text)
			}
		}
	}
	if compared != 1 {
		t.Errorf("%d lines about sex", compared)
	}
}
