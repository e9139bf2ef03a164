package equality

import "slices"

// BroadEthnicGroup is one of the five broad ethnic groups of the census.
type BroadEthnicGroup string

// The broad groups, in the order of the question. Census tables list them in
// alphabetical order.
const (
	White BroadEthnicGroup = "white"
	Mixed BroadEthnicGroup = "mixed"
	Asian BroadEthnicGroup = "asian"
	Black BroadEthnicGroup = "black"
	Other BroadEthnicGroup = "other"
)

// BroadEthnicGroups lists the broad groups in the order of the question.
func BroadEthnicGroups() []BroadEthnicGroup {
	return []BroadEthnicGroup{White, Mixed, Asian, Black, Other}
}

// Name returns the name of g in Census 2021, or "" for an unknown group.
func (g BroadEthnicGroup) Name() string {
	switch g {
	case White:
		return "White"
	case Mixed:
		return "Mixed or Multiple ethnic groups"
	case Asian:
		return "Asian or Asian British"
	case Black:
		return "Black, Black British, Caribbean or African"
	case Other:
		return "Other ethnic group"
	}
	return ""
}

type ethnicOption struct {
	id      string
	text    string
	group   BroadEthnicGroup
	writeIn bool
}

// ethnicOptions2021 is the list of Census 2021 for England, in the order of the
// questionnaire.
var ethnicOptions2021 = []ethnicOption{
	{"white-british", "English, Welsh, Scottish, Northern Irish or British", White, false},
	{"white-irish", "Irish", White, false},
	{"white-gypsy-traveller", "Gypsy or Irish Traveller", White, false},
	{"white-roma", "Roma", White, false},
	{"white-other", "Any other White background", White, true},
	{"mixed-white-caribbean", "White and Black Caribbean", Mixed, false},
	{"mixed-white-african", "White and Black African", Mixed, false},
	{"mixed-white-asian", "White and Asian", Mixed, false},
	{"mixed-other", "Any other Mixed or Multiple background", Mixed, true},
	{"asian-indian", "Indian", Asian, false},
	{"asian-pakistani", "Pakistani", Asian, false},
	{"asian-bangladeshi", "Bangladeshi", Asian, false},
	{"asian-chinese", "Chinese", Asian, false},
	{"asian-other", "Any other Asian background", Asian, true},
	{"black-caribbean", "Caribbean", Black, false},
	{"black-african", "African", Black, true},
	{"black-other", "Any other Black, Black British or Caribbean background", Black, true},
	{"other-arab", "Arab", Other, false},
	{"other-any", "Any other ethnic group", Other, true},
}

// ethnicOptions2011 is the list of the 2011 census: without Roma, and with African
// before Caribbean.
var ethnicOptions2011 = []ethnicOption{
	{"white-british", "English, Welsh, Scottish, Northern Irish or British", White, false},
	{"white-irish", "Irish", White, false},
	{"white-gypsy-traveller", "Gypsy or Irish Traveller", White, false},
	{"white-other", "Any other White background", White, true},
	{"mixed-white-caribbean", "White and Black Caribbean", Mixed, false},
	{"mixed-white-african", "White and Black African", Mixed, false},
	{"mixed-white-asian", "White and Asian", Mixed, false},
	{"mixed-other", "Any other Mixed or Multiple ethnic background", Mixed, true},
	{"asian-indian", "Indian", Asian, false},
	{"asian-pakistani", "Pakistani", Asian, false},
	{"asian-bangladeshi", "Bangladeshi", Asian, false},
	{"asian-chinese", "Chinese", Asian, false},
	{"asian-other", "Any other Asian background", Asian, true},
	{"black-african", "African", Black, false},
	{"black-caribbean", "Caribbean", Black, false},
	{"black-other", "Any other Black, African or Caribbean background", Black, true},
	{"other-arab", "Arab", Other, false},
	{"other-any", "Any other ethnic group", Other, true},
}

// groupNames2011 gives the names of broad groups that differ between the lists of
// 2011 and 2021.
var groupNames2011 = map[BroadEthnicGroup]string{Black: "Black, African, Caribbean or Black British"}

// options returns list with the broad group as a hint under each option, because
// the text of some options ("Irish", "African") does not say which group they
// belong to.
func options(list []ethnicOption) []BankOption {
	var all []BankOption
	for _, e := range list {
		hint := e.group.Name()
		if old, ok := groupNames2011[e.group]; ok && len(list) == len(ethnicOptions2011) {
			hint = old
		}
		all = append(all, BankOption{ID: e.id, Text: e.text, Hint: hint, WriteIn: e.writeIn})
	}
	return all
}

// EthnicGroups lists the 19 groups of Census 2021 in the order of the question.
func EthnicGroups() []string { return optionIDs(ethnicOptions2021) }

// EthnicGroups2011 lists the 18 groups of 2011 in the order of the question.
func EthnicGroups2011() []string { return optionIDs(ethnicOptions2011) }

func optionIDs(list []ethnicOption) []string {
	all := make([]string, len(list))
	for i, e := range list {
		all[i] = e.id
	}
	return all
}

// BroadGroup returns the broad group of option id of either list; false for an
// unknown option. An option that is in both lists has the same group in both.
func BroadGroup(id string) (BroadEthnicGroup, bool) {
	i := slices.IndexFunc(ethnicOptions2021, func(e ethnicOption) bool { return e.id == id })
	if i < 0 {
		return "", false
	}
	return ethnicOptions2021[i].group, true
}

// EthnicGroupTo2011 maps a group of the 2021 list to the group of the 2011 list
// in which the same people were counted. Only Roma, who had no option of their own
// in 2011, are merged into another group ("white-other").
func EthnicGroupTo2011(id string) (string, bool) {
	if id == "white-roma" {
		return "white-other", true
	}
	return id, slices.Contains(optionIDs(ethnicOptions2011), id)
}

// EthnicGroupsFrom2011 maps a group of the 2011 list to the groups of the 2021
// list in which the same people are now counted. Where there are two, compare the
// figure of 2011 with the sum of both. An unknown group gives nil.
func EthnicGroupsFrom2011(id string) []string {
	switch {
	case id == "white-other":
		return []string{"white-roma", "white-other"}
	case slices.Contains(optionIDs(ethnicOptions2011), id):
		return []string{id}
	}
	return nil
}
