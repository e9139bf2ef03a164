package survey

import (
	"slices"
	"strings"
	"sync"
	"unicode"
)

// preferNotToSayTexts are the wordings with which questionnaires offer not to answer, by
// language. The first of each language of the interface is its translation of "Prefer not to
// say". Wordings of censuses and of the harmonised questions of statistical offices are
// among the others.
var preferNotToSayTexts = map[string][]string{
	"en": {
		"prefer not to say", "I prefer not to say", "I'd prefer not to say", "I would prefer not to say", "rather not say",
		"I'd rather not say", "I would rather not say", "prefer not to answer", "I prefer not to answer",
		"I'd prefer not to answer", "I would prefer not to answer", "I'd rather not answer", "I would rather not answer",
		"prefer not to disclose", "prefer not to state", "prefer not to specify", "prefer not to tell you",
		"I do not want to say", "I don't want to say", "I do not wish to say", "I don't wish to say", "do not wish to say",
		"I do not want to answer", "I don't want to answer", "I do not wish to answer", "I don't wish to answer",
		"I do not want to answer this question", "I don't want to answer this question", "do not wish to disclose",
		"decline to answer", "decline to state", "I do not want to tell you", "I don't want to tell you",
	},
	"cy": {
		"Mae'n well gennyf beidio â dweud", "Mae'n well gen i beidio â dweud", "Mae'n well gen i beidio dweud",
		"Byddai'n well gennyf beidio â dweud", "Byddai'n well gen i beidio â dweud", "Gwell gen i beidio â dweud",
		"Gwell gennyf beidio â dweud", "Well gen i beidio â dweud", "Gwell peidio â dweud", "Gwell gennyf beidio ag ateb",
		"Mae'n well gen i beidio ag ateb", "Dydw i ddim eisiau dweud", "Nid wyf yn dymuno dweud",
	},
	"de": {
		"keine Angabe", "keine Angaben", "möchte ich nicht sagen", "das möchte ich nicht sagen", "ich möchte es nicht sagen",
		"möchte keine Angabe machen", "ich möchte keine Angabe machen", "ich möchte keine Angaben machen",
		"möchte ich nicht angeben", "ich möchte nicht antworten", "ich möchte dazu nichts sagen",
	},
	"es": {
		"prefiero no decirlo", "prefiero no responder", "prefiero no contestar", "no deseo responder", "no quiero contestar",
	},
	"fr": {
		"je préfère ne pas répondre", "préfère ne pas répondre", "je préfère ne pas le dire", "je préfère ne rien dire",
		"je préfère ne pas dire", "je ne souhaite pas répondre", "ne souhaite pas répondre", "je ne veux pas répondre",
	},
	"gu": {
		"કહેવા માંગતા નથી", "કહેવા માંગતો નથી", "કહેવા માંગતી નથી", "હું કહેવા માંગતો નથી", "હું કહેવા માંગતી નથી",
		"ન કહેવાનું પસંદ કરું છું", "ન કહેવાનું પસંદ કરો", "કહેવાનું પસંદ નથી", "જવાબ આપવા માંગતા નથી",
	},
	"pl": {
		"wolę nie odpowiadać", "wolę nie mówić", "wolę nie podawać", "wolałbym nie mówić", "wolałabym nie mówić",
		"wolałbym nie odpowiadać", "wolałabym nie odpowiadać", "wolę tego nie ujawniać", "nie chcę odpowiadać",
		"nie chcę mówić", "odmawiam odpowiedzi", "odmowa odpowiedzi",
	},
	"ur": {
		"بتانا نہیں چاہتے", "بتانا نہیں چاہتا", "بتانا نہیں چاہتی", "میں بتانا نہیں چاہتا", "میں بتانا نہیں چاہتی",
		"نہ بتانا پسند کروں گا", "نہ بتانا پسند کروں گی", "نہ بتانے کو ترجیح", "جواب نہیں دینا چاہتے",
	},
}

// MeansPreferNotToSay reports whether the text of an option is a common way to say that the
// respondent prefers not to answer, in one of the languages that this package knows. Such an
// option would be counted as an answer; see [Question.PreferNotToSay].
func MeansPreferNotToSay(text string) bool {
	return slices.Contains(foldedPreferNotToSay(), foldSentence(text))
}

var foldedPreferNotToSay = sync.OnceValue(func() (all []string) {
	for _, texts := range preferNotToSayTexts {
		for _, text := range texts {
			all = append(all, foldSentence(text))
		}
	}
	return all
})

// foldSentence returns the words of s as foldName does, without punctuation and with one space
// between them.
func foldSentence(s string) string {
	words := strings.FieldsFunc(foldName(s), func(r rune) bool { return unicode.IsSpace(r) || unicode.IsPunct(r) && !isApostrophe(r) })
	return strings.Map(func(r rune) rune {
		if isApostrophe(r) {
			return -1
		}
		return r
	}, strings.Join(words, " "))
}

func isApostrophe(r rune) bool { return r == '\'' || r == '’' || r == '‘' || r == 'ʼ' }
