// The code stands behind the hash sign: browsers send it to no server until this form does.
const code = location.hash.slice(1);
const form = document.getElementById("answer");
const said = document.getElementById("said");

async function ask(door, told) {
  const answer = await fetch(`/api/v1/public/referrals/${door}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(told),
  });
  return { ok: answer.ok, found: await answer.json() };
}

async function about() {
  try {
    const { ok, found } = await ask("about", { code });
    const who = [found.name && `姓名：${found.name}`, found.letter_code && `介绍信核验码：${found.letter_code}`];
    document.getElementById("about").textContent = ok
      ? [`“${found.title}”岗位，${found.referred_on} 介绍`, ...who.filter(Boolean), `目前：${found.state}`].join("；")
      : found.detail;
    form.hidden = !ok;
  } catch {
    said.textContent = "网络不通，请稍后再试。";
  }
}

function show() {
  const chosen = new FormData(form).get("answer");
  for (const more of form.querySelectorAll(".more")) {
    const shown = more.dataset.for === chosen;
    more.classList.toggle("shown", shown);
    more.querySelector("input, select").required = shown;
  }
}

async function send(event) {
  event.preventDefault();
  const given = new FormData(form);
  const told = { code, answer: given.get("answer") };
  if (told.answer === "hired") told.starts_on = given.get("starts_on");
  if (told.answer === "declined") told.reason = given.get("reason");
  const button = form.querySelector("button");
  button.disabled = true;
  try {
    const { ok, found } = await ask("answer", told);
    said.textContent = ok
      ? `已登记：“${found.title}”岗位，${found.state}。谢谢答复，情况有变化时可再次打开此链接。`
      : found.detail;
  } catch {
    said.textContent = "网络不通，请稍后再试。";
  }
  button.disabled = false;
}

form.addEventListener("change", show);
form.addEventListener("submit", send);
about();
