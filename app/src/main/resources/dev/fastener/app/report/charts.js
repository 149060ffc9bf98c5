// Draws the charts of a report from the JSON block "figures"; see docs/report.md.
"use strict";
(() => {
  const FIGURES = JSON.parse(document.getElementById("figures").textContent);
  const DASHES = ["solid", [8, 4], [2, 3], [10, 3, 2, 3], [4, 2], [14, 4]];
  const SYMBOLS = ["circle", "rect", "triangle", "diamond", "emptyCircle", "emptyRect"];
  const NARROW = 560;
  const FONT = 'system-ui, "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif';

  const palette = () => {
    const style = getComputedStyle(document.documentElement);
    const colour = (name) => style.getPropertyValue("--" + name).trim();
    return {
      ink: colour("ink"), soft: colour("soft"), line: colour("line"), paper: colour("paper"),
      series: [1, 2, 3, 4, 5, 6].map((i) => colour("s" + i)),
    };
  };

  const number = (value) => {
    const size = Math.abs(value);
    const decimals = size === 0 ? 0 : Math.max(0, 2 - Math.floor(Math.log10(size) + 1e-9));
    return value.toLocaleString("en", { maximumFractionDigits: Math.min(decimals, 20) });
  };

  /** A logarithmic scale that begins at 0: ECharts' own begins bars anywhere and labels whole decades alone. */
  const logScale = (values, room) => {
    const positive = values.filter((value) => value > 0);
    const known = positive.length > 0 ? positive : [1];
    const low = Math.min(...known) / room;
    const high = Math.max(...known) * room;
    const at = (value) => Math.log10(value / low);
    const decades = at(high);
    const steps = decades > 2.5 ? [1] : decades > 1.2 ? [1, 3] : decades > 0.6 ? [1, 2, 5] : [1, 1.5, 2, 3, 4, 5, 7];
    const ticks = [];
    for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); power++) {
      for (const step of steps) {
        const tick = step * 10 ** power;
        if (tick >= low * 0.999 && tick <= high * 1.001) ticks.push(tick);
      }
    }
    return { at, ticks, end: decades };
  };

  const bareAxis = (scale, name, colours) => ({
    type: "value", min: 0, max: scale.end, name, nameLocation: "middle", nameGap: 30,
    nameTextStyle: { color: colours.soft, fontSize: 12 },
    axisLabel: { show: false }, axisTick: { show: false }, splitLine: { show: false }, axisLine: { show: false },
  });

  const text = (value, x, y, colour, more) => ({
    type: "text", silent: true,
    style: { text: value, x, y, fill: colour, font: "12px " + FONT, textVerticalAlign: "middle", ...more },
  });

  /** Lines and labels of the ticks of a bare axis, under everything else. */
  const ticks = (scale, axis, colours, label = number) => ({
    type: "custom", silent: true, animation: false, z: 0,
    data: scale.ticks.map((tick, i) => [0, 0, i]),
    encode: { x: 0, y: 1 },
    renderItem(params, api) {
      const tick = scale.ticks[api.value(2)];
      const { x: left, y: top, width, height } = params.coordSys;
      const share = scale.at(tick) / scale.end;
      const x = Math.round(left + share * width);
      const y = Math.round(top + (1 - share) * height);
      const shape = axis === "x" ? { x1: x, y1: top, x2: x, y2: top + height } : { x1: left, y1: y, x2: left + width, y2: y };
      return { type: "group", children: [
        { type: "line", shape, style: { stroke: colours.line, lineWidth: 1 } },
        axis === "x"
          ? text(label(tick), x, top + height + 14, colours.soft, { textAlign: "center" })
          : text(label(tick), left - 8, y, colours.soft, { textAlign: "right" }),
      ] };
    },
  });

  const base = (colours, words) => ({
    animation: false,
    backgroundColor: "transparent",
    textStyle: { fontFamily: FONT, color: colours.ink },
    aria: { enabled: true, label: { description: words } },
    tooltip: { renderMode: "richText", confine: true, backgroundColor: colours.paper, borderColor: colours.line,
      textStyle: { color: colours.ink, fontSize: 12 } },
  });

  const hatch = (colour) => ({ symbol: "rect", dashArrayX: [1, 0], dashArrayY: [2, 4], rotation: -Math.PI / 4, color: colour });

  const categories = (names, width, colours) => ({
    type: "category", data: names, inverse: true, axisTick: { show: false },
    axisLine: { show: true, lineStyle: { color: colours.soft } },
    axisLabel: { show: width > 0, color: colours.ink, fontSize: 13, width: width - 12, overflow: "break", lineHeight: 15 },
  });

  /** Names above their bars, where there is no room beside them. */
  const namesAbove = (names, offset, colours) => ({
    type: "custom", silent: true, animation: false, z: 5,
    data: names.map((name, i) => [0, i]),
    renderItem: (params, api) => {
      const [x, y] = api.coord([0, api.value(1)]);
      return text(names[api.value(1)], x + 1, y - offset, colours.ink, {});
    },
  });

  /** From where F1 is shown: candidates that were ended early would press the good ones into one line. */
  const leastShown = (f1, isFront) => {
    const sorted = [...f1].sort((a, b) => a - b);
    const best = sorted[sorted.length - 1];
    const least = Math.min(...f1.filter((value, i) => isFront[i]), sorted[Math.floor(sorted.length / 3)]);
    return Math.max(sorted[0], least - 0.15 * Math.max(best - least, 1));
  };

  const KINDS = {
    ladder(figures, width, colours) {
      const rungs = figures.rungs;
      const run = rungs.filter((rung) => !rung.notRun);
      const isNarrow = width < NARROW;
      const band = isNarrow ? 52 : 36;
      const scale = logScale(run.flatMap((rung) => [rung.low, rung.high, rung.millis]), 1.5);
      let before = null;
      const gains = rungs.map((rung) => {
        if (rung.notRun) return 0;
        const gain = before === null ? 0 : Math.max(0, scale.at(before) - scale.at(rung.millis));
        before = rung.millis;
        return gain;
      });
      const names = rungs.map((rung) => rung.name);
      const bar = { type: "bar", stack: "time", barWidth: isNarrow ? 16 : 20, animation: false };
      return {
        height: rungs.length * band + 56,
        option: {
          grid: { left: isNarrow ? 4 : 210, right: isNarrow ? 12 : 170, top: isNarrow ? 12 : 8, bottom: 48 },
          xAxis: bareAxis(scale, "ms a sentence, logarithmic", colours),
          yAxis: categories(names, isNarrow ? 0 : 210, colours),
          series: [
            ticks(scale, "x", colours),
            { ...bar, data: rungs.map((rung) => (rung.notRun ? null : scale.at(rung.millis))),
              itemStyle: { color: colours.series[0] } },
            { ...bar, data: gains.map((gain) => (gain > 0 ? gain : null)),
              itemStyle: { color: colours.paper, borderColor: colours.series[0], borderWidth: 1,
                decal: hatch(colours.series[0]) } },
            { type: "custom", silent: true, animation: false, z: 6,
              data: rungs.map((rung, i) => [0, i]),
              renderItem(params, api) {
                const i = api.value(1);
                const rung = rungs[i];
                const [left, centre] = api.coord([0, i]);
                const y = centre + (isNarrow ? 0 : 0);
                const children = [];
                if (rung.notRun) {
                  children.push(text("not run", left + 6, y, colours.soft, {}));
                } else {
                  const [low] = api.coord([scale.at(rung.low), i]);
                  const [high] = api.coord([scale.at(rung.high), i]);
                  for (const [stroke, lineWidth] of [[colours.paper, 4], [colours.ink, 1.5]]) {
                    const line = (x1, y1, x2, y2) => children.push(
                      { type: "line", shape: { x1, y1, x2, y2 }, style: { stroke, lineWidth } });
                    line(low, y, high, y);
                    line(low, y - 5, low, y + 5);
                    line(high, y - 5, high, y + 5);
                  }
                  if (!isNarrow) {
                    const [end] = api.coord([Math.max(scale.at(rung.high), scale.at(rung.millis) + gains[i]), i]);
                    children.push(text(rung.time, end + 10, y, colours.ink, {}));
                    children.push(text(rung.ratio, width - 4, y, colours.ink,
                      { textAlign: "right", font: "bold 13px " + FONT }));
                  }
                }
                if (isNarrow) {
                  children.push(text(rung.name, left + 1, y - 19, colours.ink, {}));
                  if (!rung.notRun) {
                    children.push(text(rung.time + " · " + rung.ratio, width - 12, y - 19, colours.ink,
                      { textAlign: "right", font: "bold 12px " + FONT }));
                  }
                }
                return { type: "group", children };
              } },
          ],
          tooltip: { show: false },
        },
      };
    },

    factors(figures, width, colours) {
      const factors = figures.factors;
      const isNarrow = width < NARROW;
      let from = 1;
      const spans = factors.map((factor, i) => {
        const isTotal = i === factors.length - 1;
        const span = isTotal ? [1, factor.value] : [from, from * factor.value];
        from = span[1];
        return span;
      });
      const scale = logScale(spans.flat(), 1);
      const band = isNarrow ? 50 : 40;
      return {
        height: factors.length * band + 52,
        option: {
          grid: { left: isNarrow ? 12 : 140, right: 72, top: isNarrow ? 16 : 8, bottom: 48 },
          xAxis: bareAxis(scale, "times as fast, logarithmic", colours),
          yAxis: categories(factors.map((factor) => factor.name), isNarrow ? 0 : 140, colours),
          series: [
            ticks(scale, "x", colours, (tick) => number(tick) + "×"),
            { type: "custom", silent: true, animation: false, z: 5,
              data: spans.map((span, i) => [0, i]),
              renderItem(params, api) {
                const i = api.value(1);
                const isTotal = i === factors.length - 1;
                const [a, y] = api.coord([scale.at(spans[i][0]), i]);
                const [b] = api.coord([scale.at(spans[i][1]), i]);
                const [left] = api.coord([0, i]);
                const end = Math.max(a, b);
                const half = 10;
                const children = [
                  { type: "rect", shape: { x: Math.min(a, b), y: y - half, width: Math.max(2, Math.abs(b - a)), height: 2 * half },
                    style: { fill: isTotal ? colours.ink : colours.series[i] } },
                  text(factors[i].label, end + 8, y, colours.ink, { font: "bold 13px " + FONT }),
                ];
                if (i < factors.length - 2) {
                  const [, next] = api.coord([0, i + 1]);
                  children.push({ type: "line", shape: { x1: b, y1: y + half, x2: b, y2: next - half },
                    style: { stroke: colours.soft, lineWidth: 1, lineDash: [3, 3] } });
                }
                if (isNarrow) children.push(text(factors[i].name, left + 1, y - 19, colours.ink, {}));
                return { type: "group", children };
              } },
          ],
          tooltip: { show: false },
        },
      };
    },

    curves(figures, width, colours) {
      const times = figures.lines.flatMap((line) => line.millis).filter((value) => value !== null);
      const y = logScale(times, 1.3);
      const x = logScale(figures.places, 1.08);
      x.ticks = figures.places;
      const lines = figures.lines.map((line, i) => ({
        type: "line", name: line.name, animation: false, z: 3,
        data: line.millis.map((value, p) => (value === null ? null : [x.at(figures.places[p]), y.at(value)])),
        symbol: SYMBOLS[i % SYMBOLS.length], symbolSize: 9,
        lineStyle: { color: colours.series[i % 6], type: DASHES[i % DASHES.length], width: 2 },
        itemStyle: { color: colours.series[i % 6] },
        tooltip: { formatter: (item) => line.name + "\n" + number(figures.places[item.dataIndex]) + " " + figures.unit + ": "
          + number(line.millis[item.dataIndex]) + " ms" },
      }));
      return {
        height: width < NARROW ? 340 : 400,
        legend: figures.lines.map((line, i) => ({
          name: line.name, colour: colours.series[i % 6], dash: DASHES[i % DASHES.length], symbol: SYMBOLS[i % SYMBOLS.length],
        })),
        option: {
          grid: { left: 62, right: 16, top: 12, bottom: 52 },
          xAxis: bareAxis(x, figures.unit + ", logarithmic", colours),
          yAxis: { ...bareAxis(y, "ms a call, logarithmic", colours), nameGap: 46 },
          series: [ticks(x, "x", colours), ticks(y, "y", colours), ...lines],
          tooltip: { trigger: "item" },
        },
      };
    },

    pareto(figures, width, colours) {
      const candidates = figures.candidates;
      const front = candidates.filter((candidate) => candidate.front).sort((a, b) => a.millis - b.millis || b.f1 - a.f1);
      // Some are not beaten for their size alone; the line leads through the best F1 of any time.
      const rising = front.filter((candidate, i) => front.slice(0, i).every((faster) => faster.f1 < candidate.f1));
      const x = logScale(candidates.map((candidate) => candidate.millis), 1.25);
      const best = Math.max(...candidates.map((candidate) => candidate.f1));
      const least = leastShown(candidates.map((candidate) => candidate.f1), candidates.map((candidate) => candidate.front));
      const span = Math.max(best - least, 0.5);
      const low = Math.max(0, least - 0.08 * span);
      const high = Math.min(100, best + 0.12 * span);
      const megabytes = candidates.map((candidate) => candidate.megabytes);
      const largest = Math.sqrt(Math.max(...megabytes));
      const size = (candidate) => 8 + 18 * Math.sqrt(candidate.megabytes) / largest;
      const place = (candidate) => [x.at(candidate.millis), Math.max(candidate.f1, low)];
      const points = (chosen, symbol) => chosen.map((candidate) => ({
        value: place(candidate), symbolSize: size(candidate), symbol: candidate.f1 < low ? "emptyTriangle" : symbol,
        symbolRotate: candidate.f1 < low ? 180 : 0, candidate,
      }));
      const label = { show: true, position: "top", distance: 7, color: colours.ink, fontSize: 12,
        formatter: (item) => (item.data.candidate.chosen ? "chosen: " : "") + item.data.candidate.trial };
      const tooltip = { formatter: (item) => {
        const candidate = item.data.candidate;
        return "trial " + candidate.trial + " " + candidate.precision + "\ndev F1 " + candidate.f1.toFixed(2) + "\n" + number(candidate.millis) + " ms\n"
          + number(candidate.megabytes) + " MB";
      } };
      const below = candidates.filter((candidate) => candidate.f1 < low).length;
      return {
        height: width < NARROW ? 360 : 440,
        legend: [
          { name: "not beaten, with its trial's number", colour: colours.series[1], symbol: "circle" },
          { name: "the others", colour: colours.soft, symbol: "emptyCircle" },
        ].concat(below === 0 ? [] : [{ name: below + " below the chart", colour: colours.soft, symbol: "emptyTriangle" }]),
        option: {
          grid: { left: 62, right: 20, top: 26, bottom: 52 },
          xAxis: bareAxis(x, figures.time + ", logarithmic", colours),
          yAxis: { type: "value", min: low, max: high, name: "dev F1", nameLocation: "middle", nameGap: 46,
            nameTextStyle: { color: colours.soft, fontSize: 12 },
            axisLine: { show: false }, axisTick: { show: false },
            axisLabel: { color: colours.soft, fontSize: 12, showMinLabel: false, showMaxLabel: false,
              formatter: (value) => String(Number(value.toFixed(2))) },
            splitLine: { lineStyle: { color: colours.line } } },
          series: [
            ticks(x, "x", colours),
            { type: "line", data: rising.map(place), step: "end", symbol: "none", silent: true, animation: false,
              lineStyle: { color: colours.series[1], width: 1.5, type: [5, 4] }, z: 2 },
            { type: "scatter", data: points(candidates.filter((candidate) => !candidate.front), "emptyCircle"), animation: false,
              itemStyle: { color: colours.soft }, tooltip, z: 3 },
            { type: "scatter", data: points(front, "circle"), animation: false, itemStyle: { color: colours.series[1], opacity: 0.85 },
              label, labelLayout: { hideOverlap: true }, tooltip, z: 4 },
            { type: "scatter", silent: true, animation: false, z: 5, symbol: "circle",
              data: candidates.filter((candidate) => candidate.chosen).map((candidate) => ({ value: place(candidate), symbolSize: size(candidate) + 10 })),
              itemStyle: { color: "transparent", borderColor: colours.ink, borderWidth: 2 } },
          ],
        },
      };
    },

    importance(figures, width, colours) {
      const parameters = figures.parameters;
      const isNarrow = width < NARROW;
      const names = parameters.map((parameter) => parameter.name);
      const most = Math.max(0.1, ...parameters.map((parameter) => parameter.share));
      return {
        height: parameters.length * (isNarrow ? 42 : 30) + 20,
        option: {
          grid: { left: isNarrow ? 4 : 140, right: 56, top: 8, bottom: 8 },
          xAxis: { type: "value", min: 0, max: most, axisLabel: { show: false }, splitLine: { show: false } },
          yAxis: categories(names, isNarrow ? 0 : 140, colours),
          series: [
            { type: "bar", data: parameters.map((parameter) => parameter.share), barWidth: 14, animation: false,
              itemStyle: { color: colours.series[0] },
              label: { show: true, position: "right", color: colours.ink, fontSize: 12,
                formatter: (item) => parameters[item.dataIndex].label } },
          ].concat(isNarrow ? [namesAbove(names, 15, colours)] : []),
          tooltip: { show: false },
        },
      };
    },

    parallel(figures, width, colours) {
      const isNarrow = width < 860;
      const lines = figures.axes[0].values.map((value, i) => i);
      const rank = (i) => (figures.chosen[i] ? 2 : figures.front[i] ? 1 : 0);
      const scales = figures.axes.map((axis) => {
        if (axis.names) return { of: (value) => value, axis: { type: "category", data: axis.names } };
        const least = Math.min(...axis.values);
        const low = axis.isScore ? leastShown(axis.values, figures.front) : least;
        const high = Math.max(...axis.values);
        const isLog = low > 0 && high / low > 8;
        const of = isLog ? Math.log10 : (value) => Math.max(value, low);
        const back = isLog ? (value) => 10 ** value : (value) => value;
        const room = (of(high) - of(low)) * 0.04 || 0.5;
        return { of, axis: { type: "value", min: of(low) - room, max: of(high) + room,
          interval: (of(high) - of(low) + 2 * room) / 4 }, 
          label: (value, i) => (i === 0 && low > least ? "≤ " : "") + Number(back(value).toPrecision(axis.isScore ? 3 : 2)) };
      });
      const height = isNarrow ? figures.axes.length * 60 + 10 : 440;
      const gap = (height - 60) / (figures.axes.length - 1);
      return {
        height,
        legend: [
          { name: "chosen", colour: colours.ink, dash: [8, 4] },
          { name: "not beaten", colour: colours.series[1], dash: "solid" },
          { name: "the others", colour: colours.series[0], dash: "solid", width: 1 },
        ],
        option: {
          parallel: isNarrow
            ? { layout: "vertical", left: 26, right: 28, top: 30, bottom: 30 }
            : { left: 44, right: 60, top: 40, bottom: 40 },
          parallelAxis: figures.axes.map((axis, i) => ({
            dim: i, name: isNarrow ? "" : axis.name, silent: true, ...scales[i].axis,
            nameLocation: i % 2 === 0 ? "end" : "start", nameGap: 14,
            nameTextStyle: { color: colours.ink, fontSize: 12, fontWeight: "bold" }, nameTruncate: { maxWidth: 150 },
            axisLabel: { color: colours.ink, fontSize: 11, textBorderColor: colours.paper, textBorderWidth: 3,
              formatter: scales[i].label },
            axisLine: { lineStyle: { color: colours.soft } }, axisTick: { show: false }, splitLine: { show: false },
          })),
          // Above their axes: beside them there is no room.
          graphic: !isNarrow ? [] : figures.axes.map((axis, i) => ({
            type: "text", silent: true, z: 20, left: 4, top: 30 + i * gap - 17,
            style: { text: axis.name, fill: colours.ink, font: "bold 12px " + FONT, stroke: colours.paper, lineWidth: 4 },
          })),
          series: [0, 1, 2].map((level) => ({
            type: "parallel", silent: true, animation: false, z: 2 + level,
            lineStyle: {
              color: [colours.series[0], colours.series[1], colours.ink][level],
              width: [1, 2.5, 3.5][level], opacity: [0.5, 0.9, 1][level], type: level === 2 ? [8, 4] : "solid" },
            data: lines.filter((i) => rank(i) === level)
              .map((i) => figures.axes.map((axis, a) => scales[a].of(axis.values[i]))),
          })),
          tooltip: { show: false },
        },
      };
    },
  };

  const SWATCHES = {
    circle: '<circle cx="18" cy="7" r="5"/>', rect: '<rect x="13.5" y="2.5" width="9" height="9"/>',
    triangle: '<path d="M18 2L23 12H13Z"/>', diamond: '<path d="M18 1L24 7L18 13L12 7Z"/>',
    emptyCircle: '<circle cx="18" cy="7" r="4" class="empty"/>',
    emptyRect: '<rect x="14" y="3" width="8" height="8" class="empty"/>',
    emptyTriangle: '<path d="M18 12L23 2H13Z" class="empty"/>',
  };

  const legend = (items, paper) => {
    const list = document.createElement("ul");
    list.className = "legend";
    for (const item of items) {
      const entry = document.createElement("li");
      const dash = Array.isArray(item.dash) ? item.dash.join(" ") : "";
      const line = item.dash ? `<path d="M0 7H36" stroke-width="${item.width ?? 2}" fill="none" stroke-dasharray="${dash}"/>` : "";
      const symbol = (SWATCHES[item.symbol] ?? "").replace('class="empty"', `style="fill:${paper}" stroke-width="2"`);
      entry.innerHTML = `<svg width="36" height="14" aria-hidden="true" stroke="${item.colour}" fill="${item.colour}" stroke-width="0">`
        + line + symbol + "</svg>";
      entry.append(item.name);
      list.append(entry);
    }
    return list;
  };

  const charts = [];

  const draw = (chart) => {
    const colours = palette();
    const { kind, words, figures } = FIGURES[chart.element.id];
    const width = chart.width();
    const { height, option, legend: items } = KINDS[kind](figures, width, colours);
    chart.element.style.height = height + "px";
    chart.drawn = width;
    chart.echarts ??= echarts.init(chart.element, null, { renderer: "svg", locale: "EN", width, height });
    chart.echarts.resize({ width, height });
    const common = base(colours, words);
    chart.echarts.setOption({ ...common, ...option, tooltip: { ...common.tooltip, ...option.tooltip } }, true);
    chart.element.setAttribute("role", "img");
    chart.legend?.remove();
    if (items) {
      chart.legend = legend(items, colours.paper);
      chart.element.before(chart.legend);
    }
  };

  for (const id of Object.keys(FIGURES)) {
    const element = document.getElementById(id);
    charts.push({ element, width: () => element.clientWidth });
  }
  const all = () => charts.forEach(draw);
  all();
  const observer = new ResizeObserver(() => charts.filter((chart) => chart.drawn !== chart.width()).forEach(draw));
  charts.forEach((chart) => observer.observe(chart.element));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", all);

  // A4 less the margins of the style sheet, in its pixels.
  const PAPER = 680;
  addEventListener("beforeprint", () => {
    observer.disconnect();
    document.documentElement.classList.add("printing");
    charts.forEach((chart) => { chart.onScreen = chart.width; chart.width = () => PAPER; draw(chart); });
  });
  addEventListener("afterprint", () => {
    document.documentElement.classList.remove("printing");
    charts.forEach((chart) => { chart.width = chart.onScreen; draw(chart); observer.observe(chart.element); });
  });
})();
