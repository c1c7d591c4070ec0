"""Each mechanism, in English and Spanish: what it finds, and what reads alike and names nobody."""

import pytest

from evaluation.disclosure.identifiers import find_identifiers, redacted

NAMED = {
    "frames that nearly always hold a name": [
        ("there's a peer there, rusty, he gets it", "there's a peer there, [name], he gets it"),
        ("i still hear summer yelling at the door", "i still hear [name] yelling at the door"),
        ("we owed penny like forty dollars", "we owed [name] like forty dollars"),
        ("por culpa de paloma estoy aquí", "por culpa de [name] estoy aquí"),
        ("el que cobra es tito, nadie más", "el que cobra es [name], nadie más"),
        ("it's because of c.j., i swear", "it's because of [name], i swear"),
    ],
    "a noun without article where only somebody stands": [
        ("cherry's grandma raised us both", "[name]'s grandma raised us both"),
        ("amber was the only one who came", "[name] was the only one who came"),
        ("hazel and ivy sit with me at court", "[name] and [name] sit with me at court"),
        ("then kelly shows up with a tent", "then [name] shows up with a tent"),
        ("a trompo se lo llevaron de noche", "a [name] se lo llevaron de noche"),
        ("a la mosca la hallaron fría", "a la [name] la hallaron fría"),
        ("me llevó chispa en su troca", "me llevó [name] en su troca"),
        ("lo revivió chispa en el baño", "lo revivió [name] en el baño"),
    ],
    "a day told from now or from a feast": [
        ("he relapsed on the third of last month", "he relapsed on the [date] of last month"),
        ("nació el cuatro de este mes", "nació el [date] de este mes"),
        ("we lost her the morning after easter", "we lost her [date]"),
        ("murió dos días antes de navidad", "murió [date]"),
        ("it was halloween two years ago", "it was [date]"),
    ],
    "a season of a year": [
        ("clean since the fall of twenty ten", "clean since the [date]"),
        ("el verano del noventa y tres fue peor", "el [date] fue peor"),
        ("she was class of ninety nine", "she was class of [date]"),
    ],
    "a place that takes people in, or a work": [
        ("amber fields turned me away twice", "[facility] turned me away twice"),
        ("they drove me to amber circle that night", "they drove me to [facility] that night"),
        ("i work weekends at costco", "i work weekends at [facility]"),
        ("he works the line at subaru", "he works the line at [facility]"),
        ("nací en el hospital regional de allá", "nací en el [clinic] de allá"),
    ],
    "the last digits of a number": [
        ("she read out my last four, 7781, in line", "she read out my last four, [number], in line"),
        ("los últimos cuatro de mi seguro, 3320, y ya", "los últimos cuatro de mi seguro, [number], y ya"),
    ],
    "digits that are told as times": [
        ("es cinco cinco uno, tres veces dos, cero cuatro cero uno", "es [phone]"),
    ],
    "accounts that their service announces": [
        ("en face me encuentran como rosa.libre", "en face me encuentran como [account]"),
        ("look me up on instagram, tanya recovers", "look me up on instagram, [account]"),
    ],
    "feasts with a year": [("fue Jueves Santo del 2019 y nevó", "fue [date] y nevó")],
    "ages that lives reach": [
        ("mi abuela llegó a ochenta y ocho y caminando", "mi abuela llegó a [age] y caminando")
    ],
    "a street without its kind": [("they sell over on tanner, by the lot", "they sell over on [town], by the lot")],
    "hesitation is read over": [
        ("we, um, buried, you know, kestra last june", "we, um, buried, you know, [name] last june"),
        ("vivo en la, este, calle almendro 48", "vivo en la, este, [address]"),
        ("i i was at at 12, uh, fenwick ave", "i i was at at [address]"),
    ],
    "a noun without article that does something": [
        ("cricket had two kits on him", "[name] had two kits on him"),
        ("rosa me dijo que entrara", "[name] me dijo que entrara"),
    ],
    "somebody who did it": [
        ("it was pearl who called", "it was [name] who called"),
        ("paloma fue quien me llevó", "[name] fue quien me llevó"),
    ],
    "somebody's kin or things": [
        ("i slept in pearl's trailer", "i slept in [name]'s trailer"),
        ("la mamá de paloma nos dio pan", "la mamá de [name] nos dio pan"),
    ],
    "a title without article": [
        ("judge velvet let me go home", "judge [name] let me go home"),
        ("i asked deputy pike for water", "i asked deputy [name] for water"),
    ],
    "somebody known by an article and a word": [
        ("todos conocen a la pantera", "todos conocen a la [name]"),
        ("el güero vende por ahí", "el [name] vende por ahí"),
    ],
    "a name beside a name": [
        ("kestra and briony left in the night", "[name] and [name] left in the night"),
        ("yadira y paloma se fueron", "[name] y [name] se fueron"),
    ],
    "surnames after particles": [
        ("we waited for ingrid van der laan", "we waited for [name]"),
        ("Vino Aurelio de la Peña y Ruiz.", "Vino [name]."),
    ],
    "a town before its state": [
        ("they live in salt lick, ohio now", "they live in [town] now"),
        ("nací en agua dulce, veracruz", "nací en [town]"),
    ],
    "a part of town": [
        ("we used down in the hollows", "we used down in [town]"),
        ("en la colonia el mirador venden", "en la [town] venden"),
    ],
    "a landmark without article": [
        ("you could see harvest depot from there", "you could see [town] from there"),
        ("por el arroyo seco grande, abajo", "por el [town], abajo"),
    ],
    "a road by its number or letter": [
        ("out past state route 12 it is worse", "out past [address] it is worse"),
        ("choqué en la carretera 57 anoche", "choqué en la [address] anoche"),
    ],
    "a corner of streets of several words": [
        ("at the corner of plum and willow hill, alone", "at the corner of [address], alone"),
        ("en la esquina de cinco de mayo y las rosas, ya", "en la esquina de [address], ya"),
        ("meet me at vine and 3rd", "meet me at [address]"),
    ],
    "a street with its house": [
        ("i stay at 3310 n walnut now", "i stay at [address] now"),
        ("vivo en avenida los olmos 22, interior 3", "vivo en [address]"),
    ],
    "an address of mail that is dictated": [
        ("it's tall pine nine at yahoo dot com", "it's [email]"),
        ("es gata veinte arroba gmail punto com", "es [email]"),
    ],
    "an age that few people have": [
        ("a lady who's 94, she trusts me", "a lady who's [age], she trusts me"),
        ("At 101 she still signs.", "At [age] she still signs."),
        ("she is a hundred and two", "she is [age]"),
        ("a sus noventa y cinco nos cuida", "a sus [age] nos cuida"),
    ],
    "a facility of ordinary words": [
        ("i went to windy ridge family medicine", "i went to [clinic]"),
        ("the ladies at two lanterns house fed us", "the ladies at [facility] fed us"),
        ("me ayudan en la parroquia de la soledad", "me ayudan en la [church]"),
        ("salí de la oak bend high school", "salí de la [school]"),
        ("estudié en la secundaria técnica 12 de noche", "estudié en la [school] de noche"),
        ("me llevaron a la clínica 14 del seguro", "me llevaron a la [clinic] del seguro"),
    ],
    "an employer": [
        ("i weld at carver and sons", "i weld at [facility]"),
        ("she got fired from golden corral", "she got fired from [facility]"),
        ("trabajé en maderas del norte", "trabajé en [facility]"),
    ],
    "a dedication": [
        ("the pantry at our lady of sorrows helps", "the pantry at [facility] helps"),
        ("me quedé en nuestra señora del carmen", "me quedé en [facility]"),
    ],
    "a surname that is a word": [
        ("her name is velvet dollar and she left", "her name is [name] and she left"),
        ("se llama yadira campo y me cuida", "se llama [name] y me cuida"),
    ],
    "whose kin somebody is": [
        ("Dell was my cousin and my dealer.", "[name] was my cousin and my dealer."),
        ("Brisa era mi prima, la mayor.", "[name] era mi prima, la mayor."),
    ],
    "a saint": [
        ("we get tents from st. bride's", "we get tents from [town]'s"),
        ("dormí en la iglesia de san telmo", "dormí en la [church]"),
    ],
    "the a of persons before a pronoun": [
        ("me with a cold. A rosa le dio el ataque", "me with a cold. A [name] le dio el ataque"),
        ("y a paloma la mataron", "y a [name] la mataron"),
    ],
    "somebody between commas": [
        ("my old roommate, velvet, is the reason", "my old roommate, [name], is the reason"),
        ("mi vecina, yadira, me vio", "mi vecina, [name], me vio"),
    ],
    "an article of the other language": [
        ("all of it came through la loma last year", "all of it came through la [name] last year"),
        ("nos bajamos del camión en the narrows y ya", "nos bajamos del camión en the [name] y ya"),
    ],
    "a number of a record in parts": [
        ("on my wristband it said 7781-22", "on my wristband it said [number]"),
        ("mi expediente es el 1203/2018 y ya", "mi expediente es el [number] y ya"),
    ],
    "hundreds that are dictated": [
        ("quinientos cinco, cinco cincuenta y cinco, cero uno", "[phone]"),
        ("five oh five, five fifty five, oh one nine two", "[phone]"),
    ],
    "an account": [
        ("my handle's lil.red.92 there", "my handle's [account] there"),
        ("soy luna_roja en facebook", "soy [account] en facebook"),
    ],
    "all parts of an address": [
        ("i rent at 4417 old mill rd, spot c, upstairs", "i rent at [address]"),
        ("it's the 700 block of euclid, second door", "it's the [address], second door"),
        ("i got evicted out of number 43 on locust street", "i got evicted out of [address]"),
        ("rento un cuarto en cerezo 322, altos", "rento un cuarto en [address]"),
        ("vive en calle 5 de mayo 33 entre morelos y allende", "vive en [address]"),
        ("send it to batesville, in 47006", "send it to [town], [address]"),
    ],
    "all of an account": [
        ("sign it, linktr.ee/m_j_3days, please", "sign it, [web], please"),
        ("i post as oksana.stays now", "i post as [account] now"),
        ("write a.b-c@mail.state.xx.us today", "write [email] today"),
    ],
    "all of the name of a facility": [
        ("I was in Greer County Work Release then", "I was in [town] then"),
        ("i was in greer county work release, then out", "i was in [town], then out"),
        ("They fired me from Marlene's Kitchen.", "They fired me from [town]."),
        ("she's a nurse at o'malley's bar & grill", "she's a nurse at [facility]"),
        ("she went to the academy of the holy names", "she went to the [school]"),
    ],
    "English in a Spanish sentence": [
        ("todo mi turno en apex siding le entraba a algo", "todo mi turno en [town] le entraba a algo")
    ],
    "a date of numbers": [
        ("born four slash seventeen slash sixty-eight", "born [date]"),
        ("murió el veintiuno del seis del dos mil catorce", "murió el [date]"),
        ("ya casi es 24 del mes de noviembre", "ya casi es [date]"),
    ],
    "an age before the next": [("i've got two, six and 5 years old", "i've got two, [age] and [age] years old")],
    "a capital in a text without marks": [
        ("We drove out to Reading and the clinic was shut", "We drove out to [town] and the clinic was shut"),
        ("Fuimos a vivir con Consuelo y ya estaba cerrada", "Fuimos a vivir con [name] y ya estaba cerrada"),
    ],
}
NOBODY = [
    "everybody's mom was using back then",
    "my sponsor's kids come to group",
    "me and therapy don't mix",
    "detox was the only one that helped",
    "hope and patience run out",
    "a la pobre la encontraron los vecinos",
    "a mi hija la encontraron dormida",
    "se lo llevaron a terapia intensiva",
    "me levantó temprano para ir al trabajo",
    "on the first of the month the check comes",
    "two days after surgery i used again",
    "that was the summer of my life",
    "old friends turned me away",
    "most programs wouldn't take me",
    "we went to family court and lost",
    "i work at home with my kids",
    "They wrote, y'know, a letter, and lights out at ten.",
    "It's a twenty-year-old trailer and it's miles and miles to town.",
    "andaba buscando refugio de la lluvia, nada más",
    "la blanca, la negra, la chiva, todas matan",
    "The sun rose and I was still breathing.",
    "Hope? Hope don't pay the rent.",
    "People read the paper and they judge.",
    "my shoes were sandy and wet",
    "Cruz y calvario, así ha sido.",
    "El Paso 4 me costó, luego hice el Paso 9.",
    "Bueno, llevo tres días limpia.",
    "Flores le llevé, flores nada más.",
    "me volví a caer y volví a usar",
    "the judge said no and the officer laughed",
    "the nurse practitioner told me to wait",
    "my dose is 95 and it holds me",
    "ninety meetings in ninety days",
    "I got up to 110 milligrams.",
    "the old bridge and the old mill and that's it",
    "my insurance said no and management said no",
    "i live on disability and food stamps",
    "they ran out by noon and gave him the rest",
    "me dan 900 y pago la renta",
    "mi hermana mayor tiene trabajo",
    "the hospital is by the jail and the church",
    "en la esquina de la farmacia y el banco",
    "la calle cobra, la calle no perdona",
    "Salí de la cárcel y de la clínica sin nada.",
    "el paso más duro es el primero",
    "Tomo clonazepam y sertralina, nada más.",
    "i lost my job then my room then my kid perdí todo y me fui a la calle otra vez",
    "Luego perdimos la casa y nadie nos dijo nada y la clínica ya estaba cerrada",
    "we walked down to the river",
    "my brother, drunk, was there",
    "at state prison he got worse",
    "she came from good people",
    "from 2018-2019 i used, 10-15 bags, 24-7",
    "doscientos pesos y quinientos más",
]


@pytest.mark.parametrize(
    ("text", "public"), [each for pairs in NAMED.values() for each in pairs], ids=lambda each: each[:40]
)
def test_what_each_mechanism_finds(text, public):
    assert redacted(text, find_identifiers(text)) == public


@pytest.mark.parametrize("text", NOBODY)
def test_what_reads_alike_and_names_nobody(text):
    assert redacted(text, find_identifiers(text)) == text
